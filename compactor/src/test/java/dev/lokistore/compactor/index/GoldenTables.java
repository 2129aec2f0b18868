package dev.lokistore.compactor.index;

import dev.lokistore.index.GoldenStores;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableScan;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;

/** The index tables of a golden store, and the schema it was written with. */
record GoldenTables(MemoryObjectStore store, String prefix, StoreSchema schema) {
    static GoldenTables open(String name) throws IOException {
        return new GoldenTables(GoldenStores.open(name), GoldenStores.root(name) + "index/", schemaOf(name));
    }

    List<Table> tables() throws IOException {
        try (Listing<ObjectInfo> listing = store.list(prefix)) {
            return TableScan.of(listing, prefix).tables();
        }
    }

    MergeOptions options(Table table, long time) {
        SchemaPeriod period = schema.periodAt(table.firstDay() * 86_400_000).orElseThrow();
        return MergeOptions.of(new NameTime(time), schema, period);
    }

    static StoreSchema schemaOf(String name) {
        if (name.startsWith("fs-multi-period")) {
            return schema(
                    period("2026-11-15", IndexKind.BOLTDB, 11),
                    period("2026-11-17", IndexKind.BOLTDB, 12),
                    period("2026-11-19", IndexKind.TSDB, 12),
                    period("2026-11-21", IndexKind.TSDB, 13));
        }
        if (name.startsWith("minio")) {
            return schema(period("2026-01-01", IndexKind.BOLTDB, 12));
        }
        return name.startsWith("fs-boltdb")
                ? schema(period("2026-01-01", IndexKind.BOLTDB, 11))
                : schema(period("2026-01-01", IndexKind.TSDB, 13));
    }

    static StoreSchema schema(SchemaPeriod... periods) {
        return new StoreSchema(List.of(periods), StoreSchema.Origin.CONFIGURED, List.of());
    }

    static SchemaPeriod period(String from, IndexKind kind, int version) {
        return new SchemaPeriod(
                LocalDate.parse(from),
                kind,
                version,
                "index_",
                Duration.ofDays(1),
                "index/",
                version < 10 ? 0 : 16,
                "filesystem");
    }
}
