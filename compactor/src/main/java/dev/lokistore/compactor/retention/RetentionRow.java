package dev.lokistore.compactor.retention;

import dev.lokistore.chunk.TenantId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code retention}: what one rule does to one tenant.
 *
 * @param streams for which the rule decides
 * @param all their chunks
 * @param expired those that are past the period now
 * @param nextExpiry when the next chunk falls due; null if none ever does
 * @param due what falls due on each of the next days, UTC, as far as the report looks ahead; days with nothing left out
 */
public record RetentionRow(
        TenantId tenant,
        RetentionRule rule,
        long streams,
        Volume all,
        Volume expired,
        @Nullable Instant nextExpiry,
        SortedMap<LocalDate, Volume> due) {
    public RetentionRow {
        due = Collections.unmodifiableSortedMap(new TreeMap<>(due));
    }
}
