package dev.lokistore.index.report;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.StoredChunkCursor;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What each tenant has. */
final class TenantsReport {
    private static final class State {
        private final Totals totals = new Totals();
        private final Set<String> tables = new HashSet<>();
        private long streams;
    }

    private final ReportQuery query;
    private final Map<TenantId, State> tenants = new TreeMap<>();
    private final StreamSet streams = new StreamSet();

    TenantsReport(ReportQuery query) {
        this.query = query;
    }

    void run(ChunkWalk walk, ReportSink<TenantRow> sink) throws IOException {
        walk.run(this::add, this::addUnindexed);
        for (Map.Entry<TenantId, State> tenant : tenants.entrySet()) {
            State state = tenant.getValue();
            sink.accept(new TenantRow(
                    tenant.getKey(),
                    state.tables.size(),
                    state.streams,
                    state.totals.chunks(),
                    state.totals.storedBytes(),
                    state.totals.from(),
                    state.totals.through()));
        }
    }

    private void add(Sight sight) {
        State state = tenants.computeIfAbsent(sight.series().tenant(), tenant -> new State());
        state.tables.add(sight.table().name());
        state.streams += streams.add(sight.series()) ? 1 : 0;
        if (sight.first()) {
            state.totals.add(sight);
        }
    }

    private void addUnindexed(ChunkInventory inventory) throws IOException {
        for (TenantId tenant : inventory.tenants()) {
            if (!tenants.containsKey(tenant)) {
                addObjects(tenant, inventory);
            }
        }
    }

    private void addObjects(TenantId tenant, ChunkInventory inventory) throws IOException {
        State state = new State();
        try (StoredChunkCursor cursor = inventory.chunks(tenant)) {
            LongPairSet fingerprints = new LongPairSet();
            while (cursor.next()) {
                ChunkRef ref = cursor.chunk().ref();
                if (query.range().overlapsMillis(ref.fromMillis(), ref.throughMillis())) {
                    state.streams += fingerprints.add(1, ref.fingerprint()) ? 1 : 0;
                    state.totals.add(ref, cursor.chunk().object().sizeBytes());
                }
            }
        }
        if (state.totals.chunks() > 0) {
            tenants.put(tenant, state);
        }
    }
}
