package dev.lokistore.index.report;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.query.ChunksOnce;
import dev.lokistore.index.table.Table;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which values of one label each tenant uses. */
final class LabelValuesReport implements TableWalk.Visitor {
    private static final class State {
        private long streams;
        private long chunks;
    }

    private final String label;
    private final Map<TenantId, Map<String, State>> tenants = new TreeMap<>();
    private final StreamSet streams = new StreamSet();

    LabelValuesReport(String label) {
        this.label = label;
    }

    @Override
    public void series(Table table, IndexedSeries series, ChunksOnce once) {
        Labels labels = series.labels();
        Optional<String> value = labels == null ? Optional.empty() : labels.get(label);
        if (value.isEmpty()) {
            return;
        }
        State state = tenants.computeIfAbsent(series.tenant(), tenant -> new TreeMap<>(Labels::compareUtf8))
                .computeIfAbsent(value.get(), text -> new State());
        state.streams += streams.add(series) ? 1 : 0;
        for (IndexedChunk chunk : series.chunks()) {
            state.chunks += once.isNew(chunk.ref()) ? 1 : 0;
        }
    }

    void rows(ReportSink<LabelValueRow> sink) throws IOException {
        for (Map.Entry<TenantId, Map<String, State>> tenant : tenants.entrySet()) {
            for (Map.Entry<String, State> value : tenant.getValue().entrySet()) {
                sink.accept(new LabelValueRow(
                        tenant.getKey(), label, value.getKey(), value.getValue().streams, value.getValue().chunks));
            }
        }
    }
}
