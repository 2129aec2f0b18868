package dev.lokistore.objectstore.bucket;

import dev.lokistore.objectstore.BucketInspector;
import dev.lokistore.objectstore.LifecycleRule;
import dev.lokistore.objectstore.NoncurrentVersions;
import dev.lokistore.objectstore.ObjectLock;
import dev.lokistore.objectstore.ObjectVersion;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a client library of the S3 protocol is asked to do. Each call is one HTTP request, not retried, not redirected; keys
 * are the bucket's own. An answer other than 2xx comes out as {@link ServerError}, all else that the library throws as an
 * {@link IOException} for {@link TransportFailures}. Safe for use by several threads.
 */
public interface BucketClient extends Closeable {
    /** An object as listings and HEAD show it; the ETag without quotes. */
    record Item(String key, long sizeBytes, Instant lastModified, String etag) {}

    /** @param nextToken null on the last page */
    record Page(
            List<Item> objects,
            List<String> prefixes,
            @Nullable String nextToken) {}

    /** The bytes {@code [first, last]}. */
    record Range(long first, long last) {}

    /**
     * A body that begins to arrive.
     *
     * @param contentRange the header, null for a whole object
     * @param contentLength bytes of the body, -1 if the server does not say
     */
    record Download(
            InputStream stream,
            long contentLength,
            @Nullable String contentRange,
            Instant lastModified,
            String etag) implements Closeable {
        /** Gives up the rest of the body. */
        @Override
        public void close() throws IOException {
            stream.close();
        }
    }

    /**
     * @param delimiter {@code /}, or empty for none
     * @param startAfter empty for none
     * @param token of the page before, null for the first
     */
    Page list(String prefix, String delimiter, String startAfter, @Nullable String token) throws IOException;

    Item head(String key) throws IOException;

    Download get(String key, @Nullable Range range) throws IOException;

    Item put(String key, byte[] body, boolean onlyIfAbsent) throws IOException;

    Item put(String key, Path body) throws IOException;

    /** Within the bucket; may ask for the source first. */
    Item copy(String from, String to) throws IOException;

    void delete(String key) throws IOException;

    /** @return the errors of the keys that were not deleted */
    Map<String, ServerError> deleteAll(List<String> keys) throws IOException;

    BucketInspector.Versioning versioning() throws IOException;

    /** The rules; without any the server has an error for an answer. */
    List<LifecycleRule> lifecycle() throws IOException;

    /** The JSON; without any the server has an error for an answer. */
    String policy() throws IOException;

    /** Empty where the answer says that there is none; most servers have an error for that. */
    Optional<ObjectLock> objectLock() throws IOException;

    /**
     * A page of the versions of all keys that begin with {@code prefix}, from behind a marker on.
     *
     * @param marker null on the first page
     */
    VersionPage versions(String prefix, @Nullable Marker marker) throws IOException;

    /** @param versionId may be empty */
    record Marker(String key, String versionId) {}

    /** A version and the bucket's own key that it is of. */
    record KeyVersion(String key, ObjectVersion version) {}

    /**
     * @param versions and delete markers, each kind by key and age
     * @param next null on the last page
     */
    record VersionPage(
            NoncurrentVersions found,
            List<KeyVersion> versions,
            @Nullable Marker next) {}
}
