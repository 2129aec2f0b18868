package dev.lokistore.compactor.retention;

import java.time.Duration;

/**
 * What a configuration says about how retention runs ({@code formats/compaction-retention-deletes.md#51-compactor}).
 *
 * @param enabled {@code compactor.retention_enabled}; without it neither rules nor delete requests are applied
 * @param deleteDelay time from the marking of a chunk to the removal of its object
 * @param compactionInterval between two runs of the compactor
 * @param retentionInterval between two runs of retention, at most, as it works out
 * @param cancelPeriod for which a delete request waits before it is processed
 * @param tableManager whether the old table manager removes whole index tables
 * @param tableManagerPeriod after which it does; zero for never
 */
public record RetentionSettings(
        boolean enabled,
        Duration deleteDelay,
        Duration compactionInterval,
        Duration retentionInterval,
        Duration cancelPeriod,
        boolean tableManager,
        Duration tableManagerPeriod) {
    /** How often the sweeper looks for marked chunks. */
    private static final Duration SWEEP = Duration.ofMinutes(1);

    /** From the expiry of a chunk until a healthy Loki has removed its object, at most. */
    public Duration longestDelay() {
        return retentionInterval.plus(deleteDelay).plus(SWEEP);
    }
}
