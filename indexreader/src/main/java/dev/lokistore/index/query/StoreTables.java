package dev.lokistore.index.query;

import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableReader;
import dev.lokistore.index.table.TableScan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Opens a store's tables. */
public final class StoreTables {
    private StoreTables() {}

    public static List<Table> of(LokiStore store) throws IOException {
        List<Table> tables = new ArrayList<>();
        for (String prefix : store.layout().indexPrefixes()) {
            try (var listing = store.objects().list(prefix)) {
                tables.addAll(TableScan.of(listing, prefix).tables());
            }
        }
        return tables;
    }

    public static TableReader open(LokiStore store, Table table, Problems problems) {
        return TableReader.open(table, store.objects(), Path.of(System.getProperty("java.io.tmpdir")), problems);
    }
}
