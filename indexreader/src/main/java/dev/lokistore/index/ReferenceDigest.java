package dev.lokistore.index;

import dev.lokistore.chunk.ChunkRef;

/**
 * How many chunk rows there are and a sum over what they say, whatever their order: of two sets of one tenant that agree in
 * it, nothing was lost on the way from one to the other. No protection against somebody who wants two sets to agree.
 *
 * @param count rows; a chunk that has several (in a boltdb table of several days) counts as often
 * @param sum of {@link #hash} of each, modulo 2^64
 */
public record ReferenceDigest(long count, long sum) {
    public static final ReferenceDigest NONE = new ReferenceDigest(0, 0);

    private static final long MIX = 0x9e3779b97f4a7c15L;

    /** Of one row, without its tenant. */
    public static long hash(long fingerprint, long fromMillis, long throughMillis, int checksum) {
        long hash = mix(fingerprint + MIX);
        hash = mix(hash ^ fromMillis);
        hash = mix(hash ^ throughMillis);
        return mix(hash ^ Integer.toUnsignedLong(checksum));
    }

    private static long mix(long value) {
        long mixed = (value ^ value >>> 32) * MIX;
        return mixed ^ mixed >>> 29;
    }

    public static long hash(ChunkRef ref) {
        return hash(ref.fingerprint(), ref.fromMillis(), ref.throughMillis(), ref.checksum());
    }

    /** Of both sets together, which have no row in common. */
    public ReferenceDigest and(ReferenceDigest other) {
        return new ReferenceDigest(count + other.count, sum + other.sum);
    }

    /** Without {@code other}, all of which is in here. */
    public ReferenceDigest without(ReferenceDigest other) {
        return new ReferenceDigest(count - other.count, sum - other.sum);
    }
}
