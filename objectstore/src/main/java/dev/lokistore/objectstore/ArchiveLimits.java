package dev.lokistore.objectstore;

/**
 * What an archive may unpack to before it is refused as hostile.
 *
 * @param maxBytes of all members together
 * @param maxRatio of unpacked to packed bytes; a gzip bomb reaches 1032. Archives that unpack to less than 64 MiB are
 *     not asked
 * @param maxMembers of any type
 */
public record ArchiveLimits(long maxBytes, int maxRatio, int maxMembers) {
    public static final ArchiveLimits DEFAULT = new ArchiveLimits(256L << 30, 200, 20_000_000);

    /** Below this many unpacked bytes {@code maxRatio} does not apply. */
    static final long FREE_BYTES = 64L << 20;

    public ArchiveLimits {
        if (maxBytes < 0 || maxRatio < 1 || maxMembers < 0) {
            throw new IllegalArgumentException("limits " + maxBytes + ", " + maxRatio + ", " + maxMembers);
        }
    }

    /** How many bytes an archive of this size may unpack to. */
    public long bytesAllowed(long packedBytes) {
        long byRatio = packedBytes > Long.MAX_VALUE / maxRatio ? Long.MAX_VALUE : packedBytes * maxRatio;
        return Math.min(maxBytes, Math.max(FREE_BYTES, byRatio));
    }
}
