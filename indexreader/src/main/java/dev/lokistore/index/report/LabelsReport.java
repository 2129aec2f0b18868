package dev.lokistore.index.report;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.query.ChunksOnce;
import dev.lokistore.index.table.Table;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which label names each tenant uses. */
final class LabelsReport implements TableWalk.Visitor {
    private static final class State {
        private final Set<String> values = new HashSet<>();
        private long streams;
    }

    private final Map<TenantId, Map<String, State>> tenants = new TreeMap<>();
    private final StreamSet streams = new StreamSet();

    @Override
    public void series(Table table, IndexedSeries series, ChunksOnce once) {
        Labels labels = series.labels();
        if (labels == null || !streams.add(series)) {
            return;
        }
        Map<String, State> names =
                tenants.computeIfAbsent(series.tenant(), tenant -> new TreeMap<>(Labels::compareUtf8));
        for (int i = 0; i < labels.size(); i++) {
            State state = names.computeIfAbsent(labels.name(i), name -> new State());
            state.values.add(labels.value(i));
            state.streams++;
        }
    }

    void rows(ReportSink<LabelNameRow> sink) throws IOException {
        for (Map.Entry<TenantId, Map<String, State>> tenant : tenants.entrySet()) {
            for (Map.Entry<String, State> name : tenant.getValue().entrySet()) {
                State state = name.getValue();
                sink.accept(new LabelNameRow(tenant.getKey(), name.getKey(), state.values.size(), state.streams));
            }
        }
    }
}
