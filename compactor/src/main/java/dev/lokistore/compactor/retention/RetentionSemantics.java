package dev.lokistore.compactor.retention;

import java.time.Duration;

/**
 * In what releases of Loki read the same retention rules differently
 * ({@code formats/compaction-retention-deletes.md#23-meaning-of-zero-and-the-defaults}).
 *
 * @param defaultPeriod where no {@code retention_period} is given
 * @param zeroTakesAll whether a period of zero means that everything is past it; else it means for ever
 * @param rowsIgnoreStreams whether rows of chunks that reach into a later day go by the period of a stream without
 *     labels: a defect of Loki
 */
public record RetentionSemantics(Duration defaultPeriod, boolean zeroTakesAll, boolean rowsIgnoreStreams) {
    /** The one that never takes more than another: what Lokistore itself goes by, whatever wrote the configuration. */
    public static final RetentionSemantics SAFE = new RetentionSemantics(Duration.ZERO, false, false);

    private static final Duration OLD_DEFAULT = Duration.ofHours(744);

    // the last that was looked at
    private static final LokiRelease LAST_TO_IGNORE_STREAMS = new LokiRelease(3, 7, 6);

    /** What a Loki of that release would do. */
    public static RetentionSemantics of(LokiRelease release) {
        boolean zeroIsForever = release.atLeast(2, 8);
        boolean ignoresStreams = release.atLeast(3, 5) && release.compareTo(LAST_TO_IGNORE_STREAMS) <= 0;
        return new RetentionSemantics(zeroIsForever ? Duration.ZERO : OLD_DEFAULT, !zeroIsForever, ignoresStreams);
    }
}
