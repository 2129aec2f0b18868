package dev.lokistore.index.coverage;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * A time in which index and objects do not cover what they should.
 *
 * @param from first instant, ms precision
 * @param through last instant, inclusive, ms precision
 * @param chunks how many are missing or unindexed; of lost hours or days the most in one of them; 0 for a hole
 */
public record CoverageRange(Kind kind, Instant from, Instant through, long chunks) {
    /** What is wrong there. */
    public enum Kind {
        /** Whole hours or days between the first and the last chunk for which the index names none. */
        HOLE,
        /** Whole hours or days for which the index names chunks, and none of them has an object. */
        LOST,
        /** Chunks that the index names and that have no object: from the first's start to the last's end. */
        MISSING,
        /** Chunk objects that no table of their days names: the hours or days in which they begin. */
        UNINDEXED;

        /** As data has it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Duration length() {
        return Duration.between(from, through).plusMillis(1);
    }
}
