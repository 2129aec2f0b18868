package dev.lokistore.index.query;

import dev.lokistore.chunk.ChunkRef;

/**
 * When a merge opens a chunk: when it gets to the place in time that no wanted entry of the chunk comes before. Backward
 * that is the chunk's end. Forward it is its start, less {@link #STRAY_NANOS} where the query wants empty lines: Loki
 * leaves empty lines that a block begins with out of the stated minimum, and so out of the chunk's start (see {@code
 * testdata/README.md}).
 */
final class OpeningTime {
    /**
     * How far before its chunk's start an empty line may lie, ns: 2 h, Loki's default {@code max_chunk_age}
     * ({@code formats/chunks-and-layout.md}), since that is how long a chunk takes lines. Stores of a Loki with a larger
     * one may hold lines that lie further back; they come when the merge opens their chunk.
     */
    static final long STRAY_NANOS = 2 * 3_600_000_000_000L;

    private final EntryQuery.Direction direction;
    private final long strayNanos;

    OpeningTime(EntryQuery query) {
        this.direction = query.direction();
        this.strayNanos =
                direction == EntryQuery.Direction.FORWARD && query.selector().acceptsLine(new byte[0], 0, 0)
                        ? STRAY_NANOS
                        : 0;
    }

    /** In ns since the epoch; saturates at the ends of time. In the order of {@link Candidate#key}. */
    long of(ChunkRef ref) {
        long key = Candidate.key(ref, direction);
        return key < Long.MIN_VALUE + strayNanos ? Long.MIN_VALUE : key - strayNanos;
    }
}
