package dev.lokistore.index.report;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.table.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How many streams each label makes, and what it costs. Streams without known labels are left out. */
final class CardinalityReport {
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** What one tenant has. */
    private static final class TenantState {
        private final LongPairSet streams = new LongPairSet();
        private final Map<String, LabelTally> labels = new TreeMap<>(Labels::compareUtf8);
        private final List<LabelTally> together = new ArrayList<>();
        private TenantTable table = new TenantTable();

        private TenantState(List<List<String>> drops) {
            drops.forEach(names -> together.add(new LabelTally(names)));
        }

        /** The stream in the table at hand; told to everything that counts it. */
        private TenantTable.Stream enter(StreamLabels stream) {
            List<LabelTally> tallies = new ArrayList<>();
            for (LabelTally tally : together) {
                if (tally.isOf(stream)) {
                    tallies.add(tally);
                }
            }
            for (int i = 0; i < stream.size(); i++) {
                tallies.add(labels.computeIfAbsent(stream.name(i), name -> new LabelTally(List.of(name))));
            }
            if (streams.add(stream.all().high(), stream.all().low())) {
                tallies.forEach(tally -> tally.addStream(stream));
            }
            return table.stream(stream, tallies);
        }

        private void leaveTable(long targetBytes) {
            TenantTable all = table;
            if (all.streams().isEmpty()) {
                return;
            }
            Merger merger = new Merger(all, targetBytes);
            all.streams().forEach(stream -> stream.tallies().forEach(tally -> tally.enter(stream)));
            together.forEach(tally -> tally.leave(all, merger));
            labels.values().forEach(tally -> tally.leave(all, merger));
            table = new TenantTable();
        }
    }

    /** The series whose chunks are coming. */
    private record Current(IndexedSeries series, TenantState tenant, TenantTable.Stream stream) {}

    private final CardinalityOptions options;
    private final Map<TenantId, TenantState> tenants = new TreeMap<>();
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
            TenantState tenant =
                    tenants.computeIfAbsent(sight.series().tenant(), id -> new TenantState(options.drops()));
            at = new Current(sight.series(), tenant, tenant.enter(new StreamLabels(labels)));
            current = at;
        }
        if (sight.first()) {
            at.stream().tallies().forEach(tally -> tally.addChunk(sight));
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
            at.tenant().table.add(at.stream(), from, to, whole, sight.storedBytes());
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
        for (Map.Entry<TenantId, TenantState> each : tenants.entrySet()) {
            TenantState state = each.getValue();
            for (LabelTally tally : state.together) {
                sink.accept(tally.row(each.getKey(), state.streams, bytesPerEntry));
            }
            for (LabelTally tally : state.labels.values()) {
                sink.accept(tally.row(each.getKey(), state.streams, bytesPerEntry));
            }
        }
    }
}
