package dev.lokistore.index.schema;

import dev.lokistore.index.config.ReleaseEndpoint;
import java.util.List;

/** One object store of Loki's configuration. */
public sealed interface StoreSettings {
    /**
     * S3 or compatible.
     *
     * @param buckets at least one, in the order that the choice by hash uses; not trimmed, as in Loki
     * @param endpoint {@code scheme://host[:port]}, empty if derived from the region
     * @param region empty if not set
     * @param insecure plain HTTP
     * @param chunkDelimiter what stands for {@code :} in keys, one character, or empty
     */
    record S3(
            List<String> buckets,
            String endpoint,
            String region,
            boolean insecure,
            boolean pathStyle,
            String chunkDelimiter,
            StoreCredentials credentials)
            implements StoreSettings {
        public S3 {
            buckets = List.copyOf(buckets);
        }

        /** Whether the endpoint is one that a Helm release decides on, and its values do not tell. */
        public boolean ofUnknownRelease() {
            return ReleaseEndpoint.isUnknown(endpoint);
        }
    }

    /** A directory on the machine that ran Loki. */
    record Filesystem(String directory) implements StoreSettings {}

    /** A kind of store that Lokistore has no client for, such as {@code gcs}. */
    record Other(String type) implements StoreSettings {}
}
