package dev.lokistore.index.tree;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.report.ReportQuery;
import dev.lokistore.index.report.ReportSink;
import dev.lokistore.index.report.StoreReports;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A store seen as folders. Nothing is kept between questions, so that every answer is the store's as it is then. Reads no
 * chunk.
 */
public abstract class StoreTree {
    StoreTree() {}

    /** By index and listings: streams have labels, and objects that no index names do not appear. */
    public static StoreTree byIndex(LokiStore store, int concurrency) {
        return new IndexTree(new StoreReports(store, concurrency));
    }

    /** By listings alone: for a store whose index is lost. Labels are not known, so that none can be asked for. */
    public static StoreTree byObjects(LokiStore store) {
        return new ObjectTree(store);
    }

    /**
     * What is directly below a place: tenants by name, days by date, streams by labels, chunks by time. Nothing below a
     * chunk.
     *
     * @param query narrows what is shown; a tenant, a day or a stream without any chunk in it does not appear
     */
    public final void children(TreePath path, ReportQuery query, Problems problems, ReportSink<TreeNode> sink)
            throws IOException {
        Optional<ReportQuery> narrowed = narrowed(path, query);
        if (narrowed.isPresent()) {
            below(path, narrowed.get(), problems, sink);
        }
    }

    /**
     * The streams of a day, by labels, each with its chunks, by time. State: all of them.
     *
     * @param day a place of that level
     */
    public final Map<TreeNode, List<TreeNode>> grandchildren(TreePath day, ReportQuery query, Problems problems)
            throws IOException {
        Optional<ReportQuery> narrowed = narrowed(day, query);
        return narrowed.isPresent() ? streams(day, narrowed.get(), problems) : Map.of();
    }

    /** Empty if there is nothing, or nothing that the query is about. */
    public final Optional<TreeNode> find(TreePath path, ReportQuery query, Problems problems) throws IOException {
        if (path.level() == TreePath.Level.STORE) {
            return Optional.empty();
        }
        Found found = new Found(path);
        TreePath parent = TreePath.of(path.names().subList(0, path.names().size() - 1));
        // of the parent only what can hold the child
        Optional<ReportQuery> narrowed = narrowed(path, query);
        if (narrowed.isPresent()) {
            below(parent, narrowed.get(), problems, found);
        }
        return Optional.ofNullable(found.node);
    }

    private static Optional<ReportQuery> narrowed(TreePath path, ReportQuery query) {
        TenantId tenant = path.tenant();
        if (tenant != null && !query.tenants().isEmpty() && !query.tenants().contains(tenant)) {
            return Optional.empty();
        }
        ReportQuery ofTenant = tenant == null ? query : query.withTenants(Set.of(tenant));
        return intersection(query.range(), path.range()).map(ofTenant::withRange);
    }

    private static Optional<TimeRange> intersection(TimeRange a, TimeRange b) {
        long from = Math.max(a.fromNanos(), b.fromNanos());
        long to = Math.min(a.toNanos(), b.toNanos());
        return from < to ? Optional.of(new TimeRange(from, to)) : Optional.empty();
    }

    /** @param query already narrowed to the path */
    abstract void below(TreePath path, ReportQuery query, Problems problems, ReportSink<TreeNode> sink)
            throws IOException;

    /** @param query already narrowed to the day */
    abstract Map<TreeNode, List<TreeNode>> streams(TreePath day, ReportQuery query, Problems problems)
            throws IOException;

    private static final class Found implements ReportSink<TreeNode> {
        private final TreePath path;
        private @Nullable TreeNode node;

        Found(TreePath path) {
            this.path = path;
        }

        @Override
        public void accept(TreeNode child) {
            if (child.path().equals(path)) {
                node = child;
            }
        }
    }
}
