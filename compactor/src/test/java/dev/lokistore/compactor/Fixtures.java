package dev.lokistore.compactor;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableReader;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.StoreOptions;
import dev.lokistore.objectstore.StoreUri;
import dev.lokistore.objectstore.Stores;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The stores in {@code testdata/}, to be changed: in memory, written long before {@link #NOW}. */
public final class Fixtures {
    /** When every table of every store is cold. */
    public static final Instant NOW = Instant.parse("2026-12-10T00:00:00Z");

    private static final Instant WRITTEN = Instant.parse("2026-11-23T00:00:00Z");

    private Fixtures() {}

    /** A copy of the store, with its root at the top. */
    public static MemoryObjectStore copy(String name) throws IOException {
        Path archive = Path.of(System.getProperty("lokistore.testdata"), name + ".tar.gz");
        String root = name + (name.startsWith("minio-boltdb") ? "/store/" : "/store/chunks/");
        MemoryObjectStore copy = new MemoryObjectStore(Clock.fixed(WRITTEN, ZoneOffset.UTC));
        try (ObjectReader reader = Stores.open(StoreUri.parse(archive.toString()), StoreOptions.defaults());
                Listing<ObjectInfo> listing = reader.list(root)) {
            while (listing.next()) {
                ObjectKey key = listing.entry().key();
                copy.put(ObjectKey.of(key.value().substring(root.length())), reader.readAll(key, 1 << 30));
            }
        }
        return copy;
    }

    /** Another copy in memory. */
    public static MemoryObjectStore copy(ObjectReader store) throws IOException {
        MemoryObjectStore copy = new MemoryObjectStore(Clock.fixed(WRITTEN, ZoneOffset.UTC));
        try (Listing<ObjectInfo> listing = store.list("")) {
            while (listing.next()) {
                ObjectKey key = listing.entry().key();
                copy.put(key, store.readAll(key, 1 << 30));
            }
        }
        return copy;
    }

    /** The chunks that each table names. */
    public static SortedMap<String, SortedSet<ChunkRef>> named(ObjectReader objects, Path temporary)
            throws IOException {
        LokiStore loki = LokiStore.open(objects, OpenOptions.defaults(temporary));
        SortedMap<String, SortedSet<ChunkRef>> named = new TreeMap<>();
        for (Table table : loki.tables()) {
            SortedSet<ChunkRef> chunks = named.computeIfAbsent(table.name(), name -> new TreeSet<>());
            try (TableReader reader = loki.openTable(table, (subject, cause) -> {
                        throw new AssertionError(subject, cause);
                    });
                    SeriesCursor series = reader.series(SeriesQuery.ALL)) {
                while (series.next()) {
                    series.series().chunks().stream().map(IndexedChunk::ref).forEach(chunks::add);
                }
            }
        }
        return named;
    }

    /**
     * An uploader's file that is not the only one of its table, so that it can come late. Where every table has one file, a
     * copy of the last table's is put into the first.
     */
    public static ObjectKey upload(ObjectStore objects, Path temporary) throws IOException {
        List<Table> tables =
                LokiStore.open(objects, OpenOptions.defaults(temporary)).tables();
        for (Table table : tables) {
            if (table.files().size() > 1) {
                return table.files().get(0).object().key();
            }
        }
        ObjectKey first = tables.get(0).files().get(0).object().key();
        ObjectKey last = tables.get(tables.size() - 1).files().get(0).object().key();
        String folder = first.value().substring(0, first.value().lastIndexOf('/') + 1);
        ObjectKey copy = ObjectKey.of(folder + "1800000000-other-1800000000000000000.tsdb.gz");
        objects.putIfAbsent(copy, objects.readAll(last, 1 << 30));
        return copy;
    }
}
