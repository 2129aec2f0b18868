package dev.lokistore.compactor.index;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.ChunkVolume;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import dev.lokistore.index.table.TableReader;
import dev.lokistore.index.table.TableScan;
import dev.lokistore.index.tsdb.TsdbWriter;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/** A table in a store in memory, made file by file. */
final class TestTable {
    static final long DAY = 19_675;
    static final long DAY_MILLIS = 86_400_000;
    static final long START = DAY * DAY_MILLIS;
    static final String FOLDER = "index/index_" + DAY + "/";

    /** A stream of a tenant with one fingerprint. */
    record Stream(TenantId tenant, long fingerprint, Labels labels) implements Comparable<Stream> {
        @Override
        public int compareTo(Stream other) {
            return toString().compareTo(other.toString());
        }
    }

    final MemoryObjectStore store = new MemoryObjectStore();
    private final Path temporary;

    TestTable(Path temporary) {
        this.temporary = temporary;
    }

    TestTable put(String file, byte[] bytes) throws IOException {
        store.put(ObjectKey.of(FOLDER + file), bytes);
        return this;
    }

    TestTable putPacked(String file, byte[] bytes) throws IOException {
        return put(file, gzip(bytes));
    }

    static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    /** A file from an ingester: each series has the tenant among its labels. */
    TestTable putUpload(String file, int format, Map<Stream, List<IndexedChunk>> streams) throws IOException {
        TenantId anybody = TenantId.of("anybody");
        try (TsdbWriter writer = new TsdbWriter(format, temporary)) {
            for (Map.Entry<Stream, List<IndexedChunk>> stream : streams.entrySet()) {
                Map<String, String> labels =
                        new LinkedHashMap<>(stream.getKey().labels().asMap());
                labels.put("__loki_tenant__", stream.getKey().tenant().value());
                writer.add(anybody, stream.getKey().fingerprint(), Labels.of(labels), stream.getValue());
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            writer.write(anybody, bytes);
            return putPacked(file, bytes.toByteArray());
        }
    }

    /** A file in the tenant's folder. */
    TestTable putOfTenant(TenantId tenant, String file, int format, Map<Stream, List<IndexedChunk>> streams)
            throws IOException {
        try (TsdbWriter writer = new TsdbWriter(format, temporary)) {
            for (Map.Entry<Stream, List<IndexedChunk>> stream : streams.entrySet()) {
                writer.add(
                        tenant, stream.getKey().fingerprint(), stream.getKey().labels(), stream.getValue());
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            writer.write(tenant, bytes);
            return putPacked(tenant + "/" + file, bytes.toByteArray());
        }
    }

    TableScan scan() throws IOException {
        try (Listing<ObjectInfo> listing = store.list("index/")) {
            return TableScan.of(listing, "index/");
        }
    }

    Table table() throws IOException {
        return scan().tables().get(0);
    }

    /** Puts the outputs in, takes the replaced files out, and deletes the local files. */
    void apply(MergeResult result) throws IOException {
        for (BuiltFile file : result.outputs()) {
            store.put(ObjectKey.of(file.key(FOLDER)), Files.readAllBytes(file.path()));
            Files.delete(file.path());
        }
        for (TableFile file : result.replaced()) {
            store.delete(List.of(file.object().key()));
        }
    }

    /** All rows, as readers find them. */
    Map<Stream, Map<ChunkRef, ChunkVolume>> read() throws IOException {
        Map<Stream, Map<ChunkRef, ChunkVolume>> found = new TreeMap<>();
        try (TableReader reader = TableReader.open(table(), store, temporary, (key, cause) -> {
                    throw new AssertionError(key, cause);
                });
                SeriesCursor cursor = reader.series(SeriesQuery.ALL)) {
            while (cursor.next()) {
                IndexedSeries series = cursor.series();
                for (IndexedChunk chunk : series.chunks()) {
                    Stream stream = new Stream(series.tenant(), chunk.ref().fingerprint(), series.labels());
                    found.computeIfAbsent(stream, added -> new LinkedHashMap<>())
                            .put(chunk.ref(), chunk.volume());
                }
            }
        }
        return found;
    }
}
