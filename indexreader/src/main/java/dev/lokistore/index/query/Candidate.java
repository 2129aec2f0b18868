package dev.lokistore.index.query;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import org.jspecify.annotations.Nullable;

/**
 * A chunk that may hold wanted entries.
 *
 * @param labels as the index has them; null if it has none, or was not asked
 */
record Candidate(ChunkRef ref, @Nullable Labels labels) {
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Forward the start, backward the end of the chunk, ns since the epoch; saturates at the ends of time. */
    static long key(ChunkRef ref, EntryQuery.Direction direction) {
        return nanos(direction == EntryQuery.Direction.FORWARD ? ref.fromMillis() : ref.throughMillis());
    }

    static long nanos(long millis) {
        long limit = Long.MAX_VALUE / NANOS_PER_MILLI;
        return millis > limit ? Long.MAX_VALUE : millis < -limit ? Long.MIN_VALUE : millis * NANOS_PER_MILLI;
    }
}
