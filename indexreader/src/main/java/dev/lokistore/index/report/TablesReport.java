package dev.lokistore.index.report;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.health.TableHealth;
import dev.lokistore.index.query.ChunksOnce;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.Stray;
import dev.lokistore.index.table.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What each index table holds. */
final class TablesReport implements TableWalk.Visitor {
    private static final long MILLIS_PER_DAY = 86_400_000;

    private final ReportQuery query;
    private final StoreSchema schema;
    private final List<Stray> strays;
    private final ReportSink<TableRow> sink;
    private final Set<TenantId> tenants = new TreeSet<>();
    private StreamSet streams = new StreamSet();
    private long chunks;

    /** @param strays of the whole store */
    TablesReport(ReportQuery query, StoreSchema schema, List<Stray> strays, ReportSink<TableRow> sink) {
        this.query = query;
        this.schema = schema;
        this.strays = List.copyOf(strays);
        this.sink = sink;
    }

    @Override
    public void enter(Table table) {
        tenants.clear();
        streams = new StreamSet();
        chunks = 0;
    }

    @Override
    public void series(Table table, IndexedSeries series, ChunksOnce once) {
        tenants.add(series.tenant());
        streams.add(series);
        chunks += series.chunks().size();
    }

    @Override
    public void leave(Table table) throws IOException {
        boolean selective = !query.tenants().isEmpty() || !query.matchers().isEmpty();
        if (selective && tenants.isEmpty()) {
            return;
        }
        sink.accept(new TableRow(
                table.name(),
                table.day(),
                table.kind(),
                table.files().size(),
                table.storedBytes(),
                table.compacted(),
                new ArrayList<>(tenants),
                streams.size(),
                chunks,
                schema.periodAt(table.firstDay() * MILLIS_PER_DAY)
                        .map(SchemaPeriod::from)
                        .orElse(null),
                TableHealth.of(table, strays, schema)));
    }
}
