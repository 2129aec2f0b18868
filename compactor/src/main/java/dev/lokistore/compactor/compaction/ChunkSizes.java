package dev.lokistore.compactor.compaction;

import java.time.Duration;

/**
 * How large merged chunks may become, and which are worth it
 * ({@code formats/compaction-retention-deletes.md#45-eligibility-and-grouping}).
 *
 * @param targetBytes stored size that a chunk does not reach
 * @param belowBytes only chunks smaller than this are merged, and those that overlap others of their stream
 * @param span between the first and the last entry of a chunk
 * @param rawBytes of the lines of a chunk
 * @param minGain part of the bytes that must be saved, 0 to 1, unless there will be half as many chunks or fewer
 */
public record ChunkSizes(int targetBytes, long belowBytes, Duration span, long rawBytes, double minGain) {
    public static final int DEFAULT_TARGET_BYTES = 1_572_864;
    public static final Duration DEFAULT_SPAN = Duration.ofHours(6);
    public static final double DEFAULT_MIN_GAIN = 0.2;

    /** A chunk's lines are held in memory by whoever reads it, and cached by some. */
    public static final long DEFAULT_RAW_BYTES = 16L << 20;

    /** Beyond, chunks would reach into other tables. */
    public static final Duration LONGEST_SPAN = Duration.ofHours(24);

    public ChunkSizes {
        if (targetBytes < 1 || belowBytes < 1 || rawBytes < 1) {
            throw new IllegalArgumentException(
                    "sizes of " + targetBytes + ", " + belowBytes + ", " + rawBytes + " bytes must be > 0");
        }
        if (span.isNegative() || span.isZero() || span.compareTo(LONGEST_SPAN) > 0) {
            throw new IllegalArgumentException("span is " + span + " but must be > 0 and at most " + LONGEST_SPAN);
        }
        if (!(minGain >= 0 && minGain <= 1)) {
            throw new IllegalArgumentException("minGain is " + minGain + " but must be 0 to 1");
        }
    }
}
