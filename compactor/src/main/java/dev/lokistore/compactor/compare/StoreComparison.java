package dev.lokistore.compactor.compare;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.compactor.gateway.Gateway;
import dev.lokistore.compactor.gateway.GatewayEntry;
import dev.lokistore.compactor.gateway.GatewayException;
import dev.lokistore.compactor.gateway.GatewayQuery;
import dev.lokistore.index.Problems;
import dev.lokistore.index.logql.Selector;
import dev.lokistore.index.query.EntryQuery;
import dev.lokistore.index.query.EntrySearch;
import dev.lokistore.index.query.EntryStream;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Compares a store with a running Loki, tenant by tenant and hour by hour: both sides by time, side by side, so that memory
 * is that of one instant and of one hour's streams.
 */
public final class StoreComparison {
    private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);

    private final EntrySearch store;
    private final Gateway gateway;
    private final Selector selector;
    private final int pageSize;
    private final Problems problems;

    /**
     * @param pageSize entries that the Loki is asked for at once
     * @param problems told of what the store's side could not read
     */
    public StoreComparison(EntrySearch store, Gateway gateway, Selector selector, int pageSize, Problems problems) {
        this.store = store;
        this.gateway = gateway;
        this.selector = selector;
        this.pageSize = pageSize;
        this.problems = problems;
    }

    private static final class Tally {
        private long store;
        private long loki;
        private long missingInLoki;
        private long missingInStore;
        private long storeHash;
        private long lokiHash;
    }

    /**
     * Compares.
     *
     * @param range with both bounds
     * @throws GatewayException if the Loki is not there, or lets nobody in; what it does not answer of a single hour goes to
     *     the sink
     */
    public void run(Collection<TenantId> tenants, TimeRange range, ComparisonSink sink) throws IOException {
        for (TenantId tenant : new TreeSet<>(tenants)) {
            EntryQuery query =
                    EntryQuery.of(selector).withTenants(Set.of(tenant)).withRange(range);
            try (EntryStream entries = store.run(query, problems)) {
                StoreCursor cursor = new StoreCursor(entries);
                for (long from = range.fromNanos(); from < range.toNanos(); ) {
                    long to = Math.min(range.toNanos(), Math.floorDiv(from, HOUR_NANOS) * HOUR_NANOS + HOUR_NANOS);
                    hour(tenant, new TimeRange(from, to), cursor, sink);
                    from = to;
                }
            }
        }
    }

    private void hour(TenantId tenant, TimeRange hour, StoreCursor cursor, ComparisonSink sink) throws IOException {
        Map<Labels, Tally> tallies = new TreeMap<>();
        GatewayQuery loki = new GatewayQuery(gateway, tenant, selector.toString(), hour, pageSize);
        try {
            while (loki.peek() != null || cursor.before(hour.toNanos())) {
                instant(tenant, hour, cursor, loki, tallies, sink);
            }
        } catch (GatewayException e) {
            if (!concernsTheHour(e)) {
                throw e;
            }
            sink.failed(tenant, hour.fromNanos(), e);
            cursor.skipTo(hour.toNanos());
            return;
        }
        for (Map.Entry<Labels, Tally> each : tallies.entrySet()) {
            Tally tally = each.getValue();
            sink.hour(new StreamHour(
                    tenant,
                    each.getKey(),
                    hour.fromNanos(),
                    tally.store,
                    tally.loki,
                    tally.missingInLoki,
                    tally.missingInStore,
                    tally.storeHash,
                    tally.lokiHash));
        }
    }

    private static boolean concernsTheHour(GatewayException e) {
        return switch (e.kind()) {
            case THROTTLED, UNAVAILABLE, BAD_ANSWER -> true;
            default -> false;
        };
    }

    private static void instant(
            TenantId tenant,
            TimeRange hour,
            StoreCursor cursor,
            GatewayQuery loki,
            Map<Labels, Tally> tallies,
            ComparisonSink sink)
            throws IOException {
        GatewayEntry first = loki.peek();
        long ofStoreNanos = cursor.before(hour.toNanos()) ? cursor.time() : Long.MAX_VALUE;
        long time = first == null ? ofStoreNanos : Math.min(first.timestampNanos(), ofStoreNanos);
        Set<ComparedEntry> ofLoki = new LinkedHashSet<>();
        for (GatewayEntry each = first; each != null && each.timestampNanos() == time; each = loki.peek()) {
            ofLoki.add(ComparedEntry.of(each));
            loki.next();
        }
        Set<ComparedEntry> ofStore = cursor.take(time, loki.categorized());
        for (ComparedEntry each : ofStore) {
            Tally tally = tallies.computeIfAbsent(each.labels(), labels -> new Tally());
            tally.store++;
            tally.storeHash += each.hash();
            if (!ofLoki.contains(each)) {
                tally.missingInLoki++;
                sink.entry(tenant, ComparisonSink.Missing.IN_LOKI, each);
            }
        }
        for (ComparedEntry each : ofLoki) {
            Tally tally = tallies.computeIfAbsent(each.labels(), labels -> new Tally());
            tally.loki++;
            tally.lokiHash += each.hash();
            if (!ofStore.contains(each)) {
                tally.missingInStore++;
                sink.entry(tenant, ComparisonSink.Missing.IN_STORE, each);
            }
        }
    }
}
