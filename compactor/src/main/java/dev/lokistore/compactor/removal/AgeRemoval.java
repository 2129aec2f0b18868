package dev.lokistore.compactor.removal;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.retention.RowFate;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.duration.PrometheusDuration;
import dev.lokistore.index.logql.LabelMatcher;
import dev.lokistore.index.table.Table;
import dev.lokistore.objectstore.ObjectInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes what is older than so long, whatever any configuration says: chunks by their last entry, and rows of tables that
 * are past it themselves though their last chunks reach into a later day.
 */
public final class AgeRemoval implements RowRule {
    private static final long MILLIS_PER_DAY = 86_400_000L;

    private final Set<TenantId> tenants;
    private final List<LabelMatcher> matchers;
    private final long oldestKeptMillis;
    private final String name;

    /**
     * @param age above 0
     * @param tenants empty for all
     * @param matchers all must match; empty for all streams, also those whose labels the index has lost
     */
    public AgeRemoval(Duration age, Set<TenantId> tenants, List<LabelMatcher> matchers, Instant now) {
        this.tenants = Set.copyOf(tenants);
        this.matchers = List.copyOf(matchers);
        this.oldestKeptMillis = now.truncatedTo(ChronoUnit.MILLIS).minus(age).toEpochMilli();
        this.name = "older than " + PrometheusDuration.format(age);
    }

    @Override
    public Set<TenantId> tenants() {
        return tenants;
    }

    @Override
    public boolean concerns(Table table) {
        return table.firstDay() <= Math.floorDiv(oldestKeptMillis, MILLIS_PER_DAY);
    }

    @Override
    public Verdict verdict(Table table, IndexedSeries series, ChunkRef chunk, @Nullable ObjectInfo object) {
        if (!matches(series.labels())) {
            return Verdict.KEEP;
        }
        if (chunk.throughMillis() < oldestKeptMillis) {
            return new Verdict(RowFate.DELETE, name);
        }
        boolean pastDay = table.lastDay() < Math.floorDiv(oldestKeptMillis, MILLIS_PER_DAY);
        boolean livesOn = Math.floorDiv(chunk.throughMillis(), MILLIS_PER_DAY) > table.lastDay();
        return pastDay && livesOn ? new Verdict(RowFate.DROP_ROW, name) : Verdict.KEEP;
    }

    private boolean matches(@Nullable Labels labels) {
        return matchers.isEmpty()
                || labels != null
                        && matchers.stream().allMatch(matcher -> matcher.matches(labels.valueOrEmpty(matcher.name())));
    }
}
