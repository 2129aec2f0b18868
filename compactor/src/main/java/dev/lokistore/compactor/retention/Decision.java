package dev.lokistore.compactor.retention;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What retention says of a chunk.
 *
 * @param rule that decides
 * @param expiresAt the last instant at which the chunk is kept; null for ever
 * @param expired whether that instant lies in the past
 */
public record Decision(RetentionRule rule, @Nullable Instant expiresAt, boolean expired) {
    public Duration period() {
        return rule.period();
    }
}
