package dev.lokistore.objectstore;

/**
 * What versioning keeps of objects that are overwritten or deleted.
 *
 * @param versions that are not the current ones
 * @param bytes of these
 * @param deleteMarkers that hide deleted objects
 * @param complete false if the listing was longer than was looked at: then the figures are lower bounds
 */
public record NoncurrentVersions(long versions, long bytes, long deleteMarkers, boolean complete) {
    public static final NoncurrentVersions NONE = new NoncurrentVersions(0, 0, 0, true);

    public NoncurrentVersions plus(NoncurrentVersions other) {
        return new NoncurrentVersions(
                versions + other.versions,
                bytes + other.bytes,
                deleteMarkers + other.deleteMarkers,
                complete && other.complete);
    }
}
