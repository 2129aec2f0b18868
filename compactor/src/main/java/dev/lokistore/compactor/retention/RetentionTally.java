package dev.lokistore.compactor.retention;

import dev.lokistore.chunk.Fingerprints;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what each rule of a policy does. Holds a few numbers for each tenant, rule and day ahead, and 16 bytes or so for
 * each stream. Not thread-safe.
 */
public final class RetentionTally {
    private static final Comparator<RetentionRow> ORDER = Comparator.comparing(RetentionRow::tenant)
            .thenComparing(row -> row.rule().id().tenant() == null ? "" : "of the tenant")
            .thenComparing(row -> row.rule().id().position());

    private record Key(TenantId tenant, RuleId rule) {}

    private final RetentionPolicy policy;
    private final Instant now;
    private final Instant horizon;
    private final Map<Key, Sum> sums = new HashMap<>();

    /** @param days to look ahead, 0 or more; today is the first */
    public RetentionTally(RetentionPolicy policy, Instant now, int days) {
        this.policy = policy;
        this.now = now;
        this.horizon = now.truncatedTo(ChronoUnit.DAYS).plus(days, ChronoUnit.DAYS);
    }

    /** Begins, or goes on with, a stream. A stream may come several times, each chunk of it must come once. */
    public Series series(TenantId tenant, Labels labels) {
        RetentionRule rule = policy.ruleOf(tenant, labels);
        Sum sum = sums.computeIfAbsent(new Key(tenant, rule.id()), key -> new Sum(tenant, rule));
        sum.streams.add(Fingerprints.of(labels));
        return new Series(sum);
    }

    /** A stream whose chunks are added. */
    public final class Series {
        private final Sum sum;

        private Series(Sum sum) {
            this.sum = sum;
        }

        /**
         * Adds a chunk.
         *
         * @param through last entry, ms precision, inclusive
         * @param storedBytes 0 for a missing object
         */
        public void chunk(Instant through, long storedBytes) {
            Decision decision = policy.decide(sum.rule, through, now);
            sum.all = sum.all.plusChunk(storedBytes);
            Instant expiresAt = decision.expiresAt();
            if (decision.expired()) {
                sum.expired = sum.expired.plusChunk(storedBytes);
            } else if (expiresAt != null) {
                sum.due(expiresAt, storedBytes);
            }
        }
    }

    private final class Sum {
        private final TenantId tenant;
        private final RetentionRule rule;
        private final Set<Long> streams = new HashSet<>();
        private final SortedMap<LocalDate, Volume> due = new TreeMap<>();
        private Volume all = Volume.NONE;
        private Volume expired = Volume.NONE;
        private @Nullable Instant next;

        Sum(TenantId tenant, RetentionRule rule) {
            this.tenant = tenant;
            this.rule = rule;
        }

        void due(Instant expiresAt, long storedBytes) {
            if (next == null || expiresAt.isBefore(next)) {
                next = expiresAt;
            }
            if (expiresAt.isBefore(horizon)) {
                LocalDate day = LocalDate.ofInstant(expiresAt, ZoneOffset.UTC);
                due.merge(day, Volume.NONE.plusChunk(storedBytes), Volume::plus);
            }
        }

        RetentionRow row() {
            return new RetentionRow(tenant, rule, streams.size(), all, expired, next, due);
        }
    }

    /** By tenant, then general rules before the tenant's own, then {@code retention_period} before rules for streams. */
    public List<RetentionRow> rows() {
        List<RetentionRow> rows = new ArrayList<>();
        sums.values().forEach(sum -> rows.add(sum.row()));
        rows.sort(ORDER);
        return rows;
    }
}
