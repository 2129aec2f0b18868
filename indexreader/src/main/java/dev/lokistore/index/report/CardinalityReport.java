package dev.lokistore.index.report;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.table.Table;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How many streams each label makes, and what it costs. Streams without known labels are left out. */
final class CardinalityReport {
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** The series whose chunks are coming. */
    private record Current(IndexedSeries series, TenantTable table, LabelStream stream) {}

    private final CardinalityOptions options;
    private final Map<TenantId, TenantStreams> tenants = new TreeMap<>();
    private @Nullable Table table;
    private @Nullable Current current;
    /** End of the days of the tables that were left. */
    private long countedToMillis = Long.MIN_VALUE;

    CardinalityReport(CardinalityOptions options) {
        this.options = options;
    }

    /** @param sight chunks of one table one after the other, and in it those of one series */
    void add(Sight sight) {
        Labels labels = sight.series().labels();
        if (labels == null) {
            return;
        }
        if (sight.table() != table) {
            leaveTable();
            table = sight.table();
        }
        Current at = current;
        if (at == null || at.series() != sight.series()) {
            TenantStreams tenant =
                    tenants.computeIfAbsent(sight.series().tenant(), id -> new TenantStreams(options.drops()));
            at = new Current(sight.series(), tenant.table(), tenant.enter(labels));
            current = at;
        }
        if (sight.first()) {
            at.stream().addChunk(sight);
        }
        addPart(sight, at);
    }

    /** What lies in the days of an earlier table was counted there, if that named the chunk. */
    private void addPart(Sight sight, Current at) {
        long chunkFrom = sight.chunk().ref().fromMillis();
        long through = sight.chunk().ref().throughMillis();
        long chunkTo = through == Long.MAX_VALUE ? through : through + 1;
        long tableFrom = sight.table().range().fromNanos() / NANOS_PER_MILLI;
        long tableTo = sight.table().range().toNanos() / NANOS_PER_MILLI;
        long from = Math.max(chunkFrom, sight.first() ? tableFrom : Math.max(tableFrom, countedToMillis));
        long to = Math.min(chunkTo, tableTo);
        if (from < to) {
            // times of a hostile index may be further apart than a number holds
            long whole = chunkTo - chunkFrom < to - from ? Long.MAX_VALUE : chunkTo - chunkFrom;
            at.table().add(at.stream(), from, to, whole, sight.storedBytes());
        }
    }

    private void leaveTable() {
        tenants.values().forEach(tenant -> tenant.leaveTable(options.goals().targetBytes()));
        if (table != null) {
            countedToMillis = Math.max(countedToMillis, table.range().toNanos() / NANOS_PER_MILLI);
        }
    }

    /** By tenant: what is dropped together in the order asked for, then each label by name. */
    void rows(double bytesPerEntry, ReportSink<CardinalityRow> sink) throws IOException {
        leaveTable();
        for (Map.Entry<TenantId, TenantStreams> tenant : tenants.entrySet()) {
            for (LabelTally tally : tenant.getValue().tallies()) {
                sink.accept(tally.row(tenant.getKey(), tenant.getValue(), bytesPerEntry));
            }
        }
    }
}
