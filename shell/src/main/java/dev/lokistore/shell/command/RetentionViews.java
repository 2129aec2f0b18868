package dev.lokistore.shell.command;

import dev.lokistore.compactor.retention.RetentionRule;
import dev.lokistore.index.duration.PrometheusDuration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Values that the commands of retention have in common. */
final class RetentionViews {
    private RetentionViews() {}

    static String period(RetentionRule rule) {
        return PrometheusDuration.format(rule.period());
    }

    /** Ms since the epoch; what a chunk from a far future makes of a period is cut to 64 bits. */
    static @Nullable Long millis(@Nullable Instant instant) {
        if (instant == null) {
            return null;
        }
        return instant.isAfter(Instant.ofEpochMilli(Long.MAX_VALUE)) ? Long.MAX_VALUE : instant.toEpochMilli();
    }
}
