package dev.lokistore.index;

import dev.lokistore.chunk.ChunkRef;

/**
 * The order of inventories: by the UTC day of {@code from}, then as {@link ChunkRef} orders. A table asks for chunks of its
 * day and a few of the day before, stream by stream, so that what it asks for lies together.
 */
final class ChunkDays {
    private static final long MILLIS_PER_DAY = 86_400_000;

    private ChunkDays() {}

    /** Days since the epoch. */
    static long day(ChunkRef ref) {
        return day(ref.fromMillis());
    }

    static long day(long millis) {
        return Math.floorDiv(millis, MILLIS_PER_DAY);
    }
}
