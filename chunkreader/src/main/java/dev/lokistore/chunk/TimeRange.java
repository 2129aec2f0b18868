package dev.lokistore.chunk;

/**
 * A range of time {@code [fromNanos, toNanos)}, ns since the epoch. {@link #ALL} has no bounds.
 */
public record TimeRange(long fromNanos, long toNanos) {
    /** Everything; its upper bound counts as infinite, so that an entry at the largest time is inside too. */
    public static final TimeRange ALL = new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE);

    private static final long NANOS_PER_MILLI = 1_000_000;

    public TimeRange {
        if (fromNanos > toNanos) {
            throw new IllegalArgumentException("a range that ends before it begins: " + fromNanos + " to " + toNanos);
        }
    }

    public boolean contains(long nanos) {
        return nanos >= fromNanos && (nanos < toNanos || toNanos == Long.MAX_VALUE);
    }

    /** Whether {@code [first, last]}, both inclusive ns, has a part inside. */
    public boolean overlaps(long firstNanos, long lastNanos) {
        return lastNanos >= fromNanos && (firstNanos < toNanos || toNanos == Long.MAX_VALUE);
    }

    /** Whether {@code [from, through]}, both inclusive ms as an index holds them, may have an entry inside. */
    public boolean overlapsMillis(long fromMillis, long throughMillis) {
        return throughMillis >= Math.floorDiv(fromNanos, NANOS_PER_MILLI)
                && (toNanos == Long.MAX_VALUE || fromMillis <= Math.floorDiv(toNanos - 1, NANOS_PER_MILLI));
    }
}
