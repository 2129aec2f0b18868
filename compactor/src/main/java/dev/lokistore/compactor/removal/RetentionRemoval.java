package dev.lokistore.compactor.removal;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.retention.Decision;
import dev.lokistore.compactor.retention.RetentionPolicy;
import dev.lokistore.compactor.retention.RetentionRule;
import dev.lokistore.compactor.retention.RowFate;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.table.Table;
import dev.lokistore.objectstore.ObjectInfo;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Loki's retention takes ({@code formats/compaction-retention-deletes.md#25-what-happens-to-a-chunk}), without its
 * defects: rows of chunks that reach into a later day go by the stream's own rule, and streams whose labels the index has
 * lost are kept as long as any rule of the tenant keeps anything.
 */
public final class RetentionRemoval implements RowRule {
    private static final long MILLIS_PER_DAY = 86_400_000L;

    private final RetentionPolicy policy;
    private final Set<TenantId> tenants;
    private final Instant now;

    // series come one after the other
    private @Nullable IndexedSeries last;
    private @Nullable RetentionRule lastRule;
    private final Map<RetentionRule, String> names = new HashMap<>();

    /** @param tenants empty for all */
    public RetentionRemoval(RetentionPolicy policy, Set<TenantId> tenants, Instant now) {
        this.policy = policy;
        this.tenants = Set.copyOf(tenants);
        this.now = now;
    }

    @Override
    public Set<TenantId> tenants() {
        return tenants;
    }

    /** A chunk of a younger table ends too late for any rule that has an end. */
    @Override
    public boolean concerns(Table table) {
        Instant start = Instant.ofEpochMilli(millis(table.firstDay()));
        return policy.rules().anyMatch(rule -> policy.decide(rule, start, now).expired());
    }

    @Override
    public Verdict verdict(Table table, IndexedSeries series, ChunkRef chunk, @Nullable ObjectInfo object) {
        RetentionRule rule = ruleOf(series);
        Instant through = Instant.ofEpochMilli(chunk.throughMillis());
        if (policy.decide(rule, through, now).expired()) {
            return new Verdict(RowFate.DELETE, name(rule));
        }
        Instant tableEnd = Instant.ofEpochMilli(millis(table.lastDay() + 1) - 1);
        Decision ofTable = policy.decide(rule, tableEnd, now);
        return through.isAfter(tableEnd) && ofTable.expired()
                ? new Verdict(RowFate.DROP_ROW, name(rule))
                : Verdict.KEEP;
    }

    private RetentionRule ruleOf(IndexedSeries series) {
        RetentionRule known = lastRule;
        if (series == last && known != null) {
            return known;
        }
        Labels labels = series.labels();
        RetentionRule rule = labels == null ? longest(series.tenant()) : policy.ruleOf(series.tenant(), labels);
        last = series;
        lastRule = rule;
        return rule;
    }

    private RetentionRule longest(TenantId tenant) {
        return policy.rulesOf(tenant)
                .all()
                .max(Comparator.comparing(policy::isForever).thenComparing(RetentionRule::period))
                .orElseThrow();
    }

    private String name(RetentionRule rule) {
        return names.computeIfAbsent(rule, RetentionRule::describe);
    }

    // days of hostile names may be any number
    private static long millis(long day) {
        long limit = Long.MAX_VALUE / MILLIS_PER_DAY - 1;
        return Math.max(-limit, Math.min(day, limit)) * MILLIS_PER_DAY;
    }
}
