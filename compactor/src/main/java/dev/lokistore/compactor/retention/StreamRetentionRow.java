package dev.lokistore.compactor.retention;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code retention --streams}: what is kept of one stream for how long.
 *
 * @param labels none for streams whose labels the index has lost, which count as one
 * @param rule that decides
 * @param all its chunks
 * @param expired those that are past the period now
 * @param nextExpiry when the next chunk falls due; null if none ever does
 */
public record StreamRetentionRow(
        TenantId tenant,
        Labels labels,
        RetentionRule rule,
        Volume all,
        Volume expired,
        @Nullable Instant nextExpiry) {}
