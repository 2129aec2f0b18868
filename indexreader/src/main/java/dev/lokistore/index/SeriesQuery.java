package dev.lokistore.index;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.logql.LabelMatcher;
import java.util.List;
import java.util.Set;

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
}
