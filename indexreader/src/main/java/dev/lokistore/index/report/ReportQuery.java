package dev.lokistore.index.report;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.logql.LabelMatcher;
import java.util.List;
import java.util.Set;

/**
 * What a report is about.
 *
 * @param tenants empty for all
 * @param matchers all must match; empty for all streams, also those whose labels the index has lost
 * @param range tables outside it are not read, chunks outside it not counted
 * @param detail how much is read
 */
public record ReportQuery(Set<TenantId> tenants, List<LabelMatcher> matchers, TimeRange range, Detail detail) {
    /** Where figures come from. */
    public enum Detail {
        /** Index files and listings only: no chunk object is read. */
        INDEX,
        /** Also the header and the block table of every chunk, by ranged reads. */
        EXACT
    }

    public static final ReportQuery ALL = new ReportQuery(Set.of(), List.of(), TimeRange.ALL, Detail.INDEX);

    public ReportQuery {
        tenants = Set.copyOf(tenants);
        matchers = List.copyOf(matchers);
    }

    public ReportQuery withTenants(Set<TenantId> newTenants) {
        return new ReportQuery(newTenants, matchers, range, detail);
    }

    public ReportQuery withMatchers(List<LabelMatcher> newMatchers) {
        return new ReportQuery(tenants, newMatchers, range, detail);
    }

    public ReportQuery withRange(TimeRange newRange) {
        return new ReportQuery(tenants, matchers, newRange, detail);
    }

    public ReportQuery withDetail(Detail newDetail) {
        return new ReportQuery(tenants, matchers, range, newDetail);
    }

    SeriesQuery series() {
        return new SeriesQuery(tenants, matchers, range);
    }
}
