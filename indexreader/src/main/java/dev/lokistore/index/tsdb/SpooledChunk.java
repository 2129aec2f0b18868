package dev.lokistore.index.tsdb;

import java.util.Comparator;

/**
 * A chunk as a series record lists it ({@code formats/index-tables.md#43-chunk-list}); ordered as there, and by the
 * figures after that, so that of two which are the same chunk always the same one is kept.
 *
 * @param kilobytes unsigned
 * @param entries unsigned
 */
record SpooledChunk(long from, long through, int checksum, int kilobytes, int entries)
        implements Comparable<SpooledChunk> {
    private static final Comparator<SpooledChunk> ORDER = Comparator.comparingLong(SpooledChunk::from)
            .thenComparingLong(SpooledChunk::through)
            .thenComparing(SpooledChunk::checksum, Integer::compareUnsigned)
            .thenComparing(SpooledChunk::kilobytes, Integer::compareUnsigned)
            .thenComparing(SpooledChunk::entries, Integer::compareUnsigned);

    @Override
    public int compareTo(SpooledChunk other) {
        return ORDER.compare(this, other);
    }

    boolean sameChunk(SpooledChunk other) {
        return from == other.from && through == other.through && checksum == other.checksum;
    }
}
