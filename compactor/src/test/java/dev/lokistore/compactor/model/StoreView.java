package dev.lokistore.compactor.model;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.logql.Selector;
import dev.lokistore.index.query.EntryQuery;
import dev.lokistore.index.query.EntrySearch;
import dev.lokistore.index.query.EntryStream;
import dev.lokistore.index.query.QueryOptions;
import dev.lokistore.index.query.Row;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableReader;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a reader of a store finds; anything odd is an {@link AssertionError}. */
public final class StoreView {
    private StoreView() {}

    /** All entries, by the index, in the order of {@link StoreModel#answers()}. */
    public static List<Row> answers(LokiStore loki, Path temporary) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (EntryStream stream = new EntrySearch(loki, QueryOptions.defaults(temporary))
                .run(EntryQuery.of(Selector.ALL), StoreModel::fail)) {
            while (stream.next()) {
                rows.add(new Row(
                        stream.tenant().value(),
                        stream.labels(),
                        stream.timestampNanos(),
                        new String(stream.line(), StandardCharsets.UTF_8),
                        stream.metadata().asMap()));
            }
        }
        rows.sort(Row.ORDER);
        return rows;
    }

    /** The chunks that each table names, tables by name; each chunk has its object. */
    public static SortedMap<String, SortedSet<ChunkRef>> rows(LokiStore loki) throws IOException {
        SortedMap<String, SortedSet<ChunkRef>> rows = named(loki);
        for (SortedSet<ChunkRef> chunks : rows.values()) {
            for (ChunkRef chunk : chunks) {
                if (loki.locate(chunk).isEmpty()) {
                    throw new AssertionError("a row leads nowhere: " + loki.logicalKey(chunk));
                }
            }
        }
        return rows;
    }

    /** The chunks that each table names, whether or not they are there. */
    public static SortedMap<String, SortedSet<ChunkRef>> named(LokiStore loki) throws IOException {
        SortedMap<String, SortedSet<ChunkRef>> rows = new TreeMap<>();
        for (Table table : loki.tables()) {
            SortedSet<ChunkRef> chunks = rows.computeIfAbsent(table.name(), name -> new TreeSet<>());
            try (TableReader reader = loki.openTable(table, StoreModel::fail);
                    SeriesCursor series = reader.series(SeriesQuery.ALL)) {
                while (series.next()) {
                    series.series().chunks().stream().map(IndexedChunk::ref).forEach(chunks::add);
                }
            }
        }
        return rows;
    }

    /** Keys of all objects but our own. */
    public static SortedSet<String> keys(ObjectReader objects) throws IOException {
        SortedSet<String> keys = new TreeSet<>();
        try (Listing<ObjectInfo> listing = objects.list("")) {
            while (listing.next()) {
                String key = listing.entry().key().value();
                if (!key.startsWith(".lokistore/")) {
                    keys.add(key);
                }
            }
        }
        return keys;
    }
}
