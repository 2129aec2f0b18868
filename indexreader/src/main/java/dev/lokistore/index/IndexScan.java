package dev.lokistore.index;

import dev.lokistore.index.table.Stray;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableScan;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All index prefixes of a store, each listed once. */
record IndexScan(Map<String, List<Table>> tablesByPrefix, List<Table> tables, List<Stray> strays) {
    static IndexScan of(ObjectReader objects, List<String> indexPrefixes) throws IOException {
        Map<String, List<Table>> byPrefix = new LinkedHashMap<>();
        List<Table> tables = new ArrayList<>();
        List<Stray> strays = new ArrayList<>();
        for (String prefix : indexPrefixes) {
            try (Listing<ObjectInfo> listing = objects.list(prefix)) {
                TableScan scan = TableScan.of(listing, prefix);
                byPrefix.put(prefix, scan.tables());
                tables.addAll(scan.tables());
                strays.addAll(scan.strays());
            }
        }
        tables.sort(Comparator.comparingLong(Table::firstDay).thenComparing(Table::name));
        return new IndexScan(byPrefix, List.copyOf(tables), List.copyOf(strays));
    }
}
