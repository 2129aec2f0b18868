package dev.lokistore.index.coverage;

import java.time.Duration;

/**
 * What a report of coverage shows.
 *
 * @param minGap holes shorter than this are none, and ranges nearer to each other than this are one; 1 ms or more
 */
public record CoverageOptions(Per per, Step step, Duration minGap) {
    /** What has a map of its own. */
    public enum Per {
        TENANT,
        STREAM
    }

    /** The time that one cell stands for, UTC. */
    public enum Step {
        HOUR(24),
        DAY(1);

        private static final long MILLIS_PER_DAY = 86_400_000;

        private final int cellsPerDay;

        Step(int cellsPerDay) {
            this.cellsPerDay = cellsPerDay;
        }

        int cellsPerDay() {
            return cellsPerDay;
        }

        long millis() {
            return MILLIS_PER_DAY / cellsPerDay;
        }

        public Duration length() {
            return Duration.ofMillis(millis());
        }
    }

    public static final CoverageOptions DEFAULT = new CoverageOptions(Per.TENANT, Step.HOUR, Duration.ofHours(1));

    public CoverageOptions {
        if (minGap.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException("minGap is " + minGap + " but must be 1 ms or more");
        }
    }
}
