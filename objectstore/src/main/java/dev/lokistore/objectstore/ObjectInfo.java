package dev.lokistore.objectstore;

import java.time.Instant;

/**
 * What a listing or a HEAD tells about an object.
 *
 * @param sizeBytes stored size, 0 or more
 * @param lastModified as the server says it, at its precision (S3 lists milliseconds or seconds)
 * @param etag opaque, without quotes; equal ETags of one key mean equal content; backends without one derive it from
 *     size and modification time
 */
public record ObjectInfo(ObjectKey key, long sizeBytes, Instant lastModified, String etag) implements ListEntry {
    public ObjectInfo {
        if (sizeBytes < 0) {
            throw new IllegalArgumentException("size of " + key + " is " + sizeBytes);
        }
    }
}
