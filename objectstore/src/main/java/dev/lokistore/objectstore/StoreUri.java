package dev.lokistore.objectstore;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a store is. Parsing touches neither disk nor network; {@link #toString()} gives a text that parses to an equal
 * value. A URI never holds credentials: one that does is refused, and the message does not repeat it.
 *
 * <ul>
 *   <li>{@code /path}, {@code path}, {@code file:///path}: a folder, or an archive ({@code .tar.gz}, {@code .tgz})
 *   <li>{@code s3://bucket/prefix?endpoint=HOST[:PORT]|URL&region=NAME&pathStyle=BOOLEAN&secure=BOOLEAN}
 *   <li>{@code minio://host:port/bucket/prefix?region=NAME&pathStyle=BOOLEAN&secure=BOOLEAN}
 * </ul>
 *
 * <p>In all but plain paths {@code %XX} stands for a byte of UTF-8.
 */
public sealed interface StoreUri permits StoreUri.Local, StoreUri.Bucket {
    /**
     * @throws IllegalArgumentException if the text is no store URI, or holds credentials; says what to write instead
     */
    static StoreUri parse(String text) {
        return StoreUriParser.parse(text);
    }

    /** A folder or an archive; which of them is decided when it is opened. */
    record Local(Path path) implements StoreUri {
        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** The client library that talks to the bucket. */
    enum Client {
        /** AWS SDK for Java, scheme {@code s3}. */
        AWS,
        /** minio-java, scheme {@code minio}. */
        MINIO
    }

    /**
     * A bucket, or the part of it below a prefix.
     *
     * @param prefix empty, or ends with {@code /}; it is no part of the keys
     * @param endpoint {@code host[:port]}, or null for AWS itself; never null with {@link Client#MINIO}
     * @param region null if unset
     * @param pathStyle bucket in the path and not in the host's name; null if unset: then whatever suits the endpoint
     * @param secure HTTPS
     */
    record Bucket(
            Client client,
            String bucket,
            String prefix,
            @Nullable String endpoint,
            @Nullable String region,
            @Nullable Boolean pathStyle,
            boolean secure)
            implements StoreUri {
        public Bucket {
            if (bucket.isEmpty() || bucket.contains("/")) {
                throw new IllegalArgumentException("no bucket name: '" + bucket + "'");
            }
            if (!prefix.isEmpty() && !prefix.endsWith("/")) {
                throw new IllegalArgumentException("a prefix ends with '/': " + prefix);
            }
            if (client == Client.MINIO && endpoint == null) {
                throw new IllegalArgumentException("minio:// needs a host");
            }
        }

        @Override
        public String toString() {
            return StoreUriParser.print(this);
        }
    }
}
