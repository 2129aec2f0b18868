package dev.lokistore.index.report;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.deletes.DeleteRequest;
import dev.lokistore.index.deletes.DeleteScope;
import dev.lokistore.index.logql.LabelMatcher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What each delete request matches in the index, with one walk through the index for all of them. */
final class DeletesReport {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private static final class Target {
        private final DeleteRequest request;
        private final List<DeleteScope> scopes = new ArrayList<>();
        private final boolean readable;
        private final long from;
        private final long through;
        private long chunks;
        private long bytes;

        Target(DeleteRequest request) {
            this.request = request;
            boolean all = true;
            for (String selector : request.selectors()) {
                Optional<DeleteScope> scope = DeleteScope.of(selector);
                scope.ifPresent(scopes::add);
                all &= scope.isPresent();
            }
            this.readable = all;
            this.from = request.from().toEpochMilli();
            this.through = request.through().toEpochMilli();
        }

        /** @param labels null if the index has lost them: then only a request for all streams is sure to match */
        boolean matches(TenantId tenant, @Nullable Labels labels) {
            return readable
                    && request.tenant().equals(tenant)
                    && scopes.stream().anyMatch(scope -> matches(scope.matchers(), labels));
        }

        private static boolean matches(List<LabelMatcher> matchers, @Nullable Labels labels) {
            return matchers.isEmpty()
                    || labels != null
                            && matchers.stream()
                                    .allMatch(matcher -> matcher.matches(labels.valueOrEmpty(matcher.name())));
        }

        DeleteRow row() {
            boolean bound = scopes.stream().anyMatch(DeleteScope::filtered);
            return readable ? new DeleteRow(request, chunks, bytes, bound) : new DeleteRow(request, null, null, false);
        }
    }

    private final List<Target> targets;
    /** Rows of one stream come one after the other: its matchers are asked once. */
    private @Nullable ChunkRow last;

    private List<Target> matching = List.of();

    DeletesReport(List<DeleteRequest> requests) {
        this.targets = requests.stream().map(Target::new).toList();
    }

    /** What must be gone through: the tenants of the requests, from the first of their instants to the last. */
    Optional<ReportQuery> query() {
        Set<TenantId> tenants = new HashSet<>();
        long from = Long.MAX_VALUE;
        long through = Long.MIN_VALUE;
        for (Target target : targets) {
            if (target.readable) {
                tenants.add(target.request.tenant());
                from = Math.min(from, target.from);
                through = Math.max(through, target.through);
            }
        }
        return tenants.isEmpty()
                ? Optional.empty()
                : Optional.of(ReportQuery.ALL
                        .withTenants(tenants)
                        .withRange(
                                new TimeRange(nanos(from), nanos(through == Long.MAX_VALUE ? through : through + 1))));
    }

    // hostile stores name any instant: what is beyond 64 bits is as good as the end
    private static long nanos(long millis) {
        long limit = Long.MAX_VALUE / NANOS_PER_MILLI;
        return Math.max(-limit, Math.min(millis, limit)) * NANOS_PER_MILLI;
    }

    void add(ChunkRow row) {
        ChunkRow before = last;
        if (before == null
                || before.labels() != row.labels()
                || !before.ref().tenant().equals(row.ref().tenant())) {
            matching = targets.stream()
                    .filter(target -> target.matches(row.ref().tenant(), row.labels()))
                    .toList();
        }
        last = row;
        for (Target target : matching) {
            if (row.ref().fromMillis() <= target.through && row.ref().throughMillis() >= target.from) {
                target.chunks++;
                target.bytes += row.storedBytes();
            }
        }
    }

    void rows(ReportSink<DeleteRow> sink) throws IOException {
        for (Target target : targets) {
            sink.accept(target.row());
        }
    }
}
