package dev.lokistore.index;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.logql.LabelMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which streams and chunks of an index are wanted.
 *
 * @param tenants empty for all
 * @param matchers all must match; empty for all streams. A stream with unknown labels matches only an empty list
 * @param range chunks that do not overlap it are left out, and streams that have no chunk left
 */
public record SeriesQuery(Set<TenantId> tenants, List<LabelMatcher> matchers, TimeRange range) {
    public static final SeriesQuery ALL = new SeriesQuery(Set.of(), List.of(), TimeRange.ALL);

    public SeriesQuery {
        tenants = Set.copyOf(tenants);
        matchers = List.copyOf(matchers);
    }

    public boolean wants(TenantId tenant) {
        return tenants.isEmpty() || tenants.contains(tenant);
    }

    /** The series with those of its chunks that are wanted; empty if it is not, or none of them. */
    public Optional<IndexedSeries> select(IndexedSeries series) {
        return wants(series.tenant()) && matches(series.labels()) ? inRange(series) : Optional.empty();
    }

    private boolean matches(@Nullable Labels labels) {
        return matchers.isEmpty()
                || labels != null
                        && matchers.stream().allMatch(matcher -> matcher.matches(labels.valueOrEmpty(matcher.name())));
    }

    private Optional<IndexedSeries> inRange(IndexedSeries series) {
        if (range.equals(TimeRange.ALL)) {
            return Optional.of(series);
        }
        List<IndexedChunk> chunks = new ArrayList<>();
        for (IndexedChunk chunk : series.chunks()) {
            if (range.overlapsMillis(chunk.ref().fromMillis(), chunk.ref().throughMillis())) {
                chunks.add(chunk);
            }
        }
        return chunks.isEmpty()
                ? Optional.empty()
                : Optional.of(new IndexedSeries(series.tenant(), series.labels(), chunks));
    }
}
