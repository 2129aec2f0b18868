package dev.lokistore.chunk;

/** What a block's row in the block table is going to say. */
final class BlockDraft {
    /** What a pair of structured metadata counts. */
    private static final long PAIR_BYTES = 8;

    private final long statedMin;
    private final long statedMax;
    private long entries;
    private long rawBytes;
    private long min = Long.MAX_VALUE;
    private long max = Long.MIN_VALUE;

    /** @param source the block that the entries are from */
    BlockDraft(BlockMeta source) {
        this.statedMin = source.minTimeNanos();
        this.statedMax = source.maxTimeNanos();
    }

    static long size(int lineLength, int pairs) {
        return lineLength + PAIR_BYTES * pairs;
    }

    void add(long timestampNanos, long size) {
        entries++;
        rawBytes += size;
        // what lay outside of the stated bounds, where no query looks for it, stays outside
        if (timestampNanos >= statedMin && timestampNanos <= statedMax) {
            min = Math.min(min, timestampNanos);
            max = Math.max(max, timestampNanos);
        }
    }

    long entries() {
        return entries;
    }

    long rawBytes() {
        return rawBytes;
    }

    long minTimeNanos() {
        return min <= max ? min : statedMin;
    }

    long maxTimeNanos() {
        return min <= max ? max : statedMax;
    }
}
