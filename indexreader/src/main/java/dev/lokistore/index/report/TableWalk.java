package dev.lokistore.index.report;

import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.query.ChunksOnce;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableReader;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Goes through the wanted series of the wanted tables, by day, then table name. */
final class TableWalk {
    /** Is shown one series after the other. */
    interface Visitor {
        default void enter(Table table) throws IOException {}

        /** @param once stands at the table */
        void series(Table table, IndexedSeries series, ChunksOnce once) throws IOException;

        default void leave(Table table) throws IOException {}
    }

    private final LokiStore store;
    private final ReportQuery query;
    private final Function<Table, SeriesQuery> series;
    private final Problems problems;

    TableWalk(LokiStore store, ReportQuery query, Problems problems) {
        this(store, query, table -> query.series(), problems);
    }

    /** @param series what is shown of each of the wanted tables */
    TableWalk(LokiStore store, ReportQuery query, Function<Table, SeriesQuery> series, Problems problems) {
        this.store = store;
        this.query = query;
        this.series = series;
        this.problems = problems;
    }

    void run(Visitor visitor) throws IOException {
        ChunksOnce once = ChunksOnce.ascending(tables());
        while (once.hasNextTable()) {
            Table table = once.nextTable();
            visitor.enter(table);
            try (TableReader reader = store.openTable(table, problems);
                    SeriesCursor cursor = reader.series(series.apply(table))) {
                while (cursor.next()) {
                    visitor.series(table, cursor.series(), once);
                }
            }
            visitor.leave(table);
        }
    }

    /** Those that overlap the wanted time. */
    List<Table> tables() throws IOException {
        return store.tables().stream()
                .filter(table -> query.range()
                        .overlaps(table.range().fromNanos(), table.range().toNanos() - 1))
                .sorted(Comparator.comparingLong(Table::firstDay).thenComparing(Table::name))
                .toList();
    }
}
