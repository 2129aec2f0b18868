package dev.lokistore.chunk;

import java.util.Comparator;

/**
 * What names a chunk in every index and in its key.
 *
 * @param fingerprint of the stream, unsigned; not always the hash of its labels
 *     ({@code formats/chunks-and-layout.md#15-fingerprint})
 * @param fromMillis first entry, ms since the epoch, rounded down
 * @param throughMillis last entry, ms since the epoch, inclusive, rounded up
 * @param checksum CRC-32C of the whole object, unsigned
 */
public record ChunkRef(TenantId tenant, long fingerprint, long fromMillis, long throughMillis, int checksum)
        implements Comparable<ChunkRef> {
    private static final Comparator<ChunkRef> ORDER = Comparator.comparing(ChunkRef::tenant)
            .thenComparing(ChunkRef::fingerprint, Long::compareUnsigned)
            .thenComparingLong(ChunkRef::fromMillis)
            .thenComparingLong(ChunkRef::throughMillis)
            .thenComparing(ChunkRef::checksum, Integer::compareUnsigned);

    /** By tenant, fingerprint (unsigned), from, through, checksum (unsigned). */
    @Override
    public int compareTo(ChunkRef other) {
        return ORDER.compare(this, other);
    }

    /** As in keys: lower-case hex without leading zeros. */
    public String fingerprintHex() {
        return Long.toHexString(fingerprint);
    }

    /** As in keys: lower-case hex without leading zeros. */
    public String checksumHex() {
        return Integer.toHexString(checksum);
    }
}
