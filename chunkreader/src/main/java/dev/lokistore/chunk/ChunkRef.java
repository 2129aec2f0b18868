package dev.lokistore.chunk;

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
    /** By tenant, fingerprint (unsigned), from, through, checksum (unsigned). */
    @Override
    public int compareTo(ChunkRef other) {
        int c = tenant.compareTo(other.tenant);
        c = c != 0 ? c : Long.compareUnsigned(fingerprint, other.fingerprint);
        c = c != 0 ? c : Long.compare(fromMillis, other.fromMillis);
        c = c != 0 ? c : Long.compare(throughMillis, other.throughMillis);
        return c != 0 ? c : Integer.compareUnsigned(checksum, other.checksum);
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
