package dev.lokistore.objectstore;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What a bucket tells about itself. "None" is an answer; that a server has no such thing or does not tell is a
 * {@link StoreException}, of kind {@link StoreException.Kind#UNSUPPORTED} or {@link StoreException.Kind#FORBIDDEN}. Nothing
 * is changed. Safe for use by several threads.
 */
public interface BucketInspector {
    /** Whether a bucket keeps what is overwritten and deleted. */
    enum Versioning {
        OFF,
        ENABLED,
        /** Was enabled once: old versions stay, new ones are not kept. */
        SUSPENDED
    }

    String bucket();

    /** The store's part of the bucket: empty, or ends with {@code /}. */
    String prefix();

    Versioning versioning() throws IOException;

    /** In the server's order. */
    List<LifecycleRule> lifecycle() throws IOException;

    /** A JSON document. */
    Optional<String> policy() throws IOException;

    Optional<ObjectLock> objectLock() throws IOException;

    /**
     * Counts by listing all versions of the store's part of the bucket.
     *
     * @param maxPages of 1000 versions or fewer, after which it stops
     */
    NoncurrentVersions noncurrent(int maxPages) throws IOException;

    /**
     * All versions of one object and its delete markers, the current one first.
     *
     * @param key in the store's part of the bucket
     */
    List<ObjectVersion> versions(ObjectKey key) throws IOException;
}
