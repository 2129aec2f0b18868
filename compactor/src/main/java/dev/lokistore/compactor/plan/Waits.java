package dev.lokistore.compactor.plan;

import java.time.Duration;

/**
 * How long apart the steps of a plan must be while a Loki reads the store
 * ({@code formats/compaction-retention-deletes.md#18-time-constants}).
 *
 * @param visibility from new index files being there until the old ones go: readers must have seen the new ones
 * @param deletion from no table naming a chunk any more until its object goes
 */
public record Waits(Duration visibility, Duration deletion) {
    /** For Loki's defaults: a minute of cached listings, index_cache_validity, three times resync_interval. */
    public static final Waits DEFAULT = new Waits(Duration.ofMinutes(21), Duration.ofHours(2));

    /** Nothing reads the store. */
    public static final Waits NONE = new Waits(Duration.ZERO, Duration.ZERO);

    public Waits {
        if (visibility.isNegative() || deletion.isNegative()) {
            throw new IllegalArgumentException("waits must not be negative: " + visibility + ", " + deletion);
        }
    }
}
