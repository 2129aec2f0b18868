package dev.lokistore.index.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lokistore.chunk.BlockMeta;
import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.ReadOptions;
import dev.lokistore.index.GoldenStores;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.Problems;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The TSDB tables of the golden stores against the chunk objects beside them and against what Loki answered. */
class GoldenTablesTest {
    private static final long DAY_MILLIS = 86_400_000L;

    @TempDir
    Path temporary;

    private static final Problems NONE = (subject, cause) -> {
        throw new AssertionError(subject, cause);
    };

    @ParameterizedTest
    @FieldSource("dev.lokistore.index.GoldenStores#WITH_TSDB")
    void tsdbTablesNameExactlyTheChunkObjectsOfTheirDayWithTheirLabelsAndVolumes(String name) throws IOException {
        MemoryObjectStore store = GoldenStores.open(name);
        String root = GoldenStores.root(name);
        Map<ChunkRef, ObjectKey> objects = chunkObjects(store, root);
        List<Table> tables = scan(store, root).tables().stream()
                .filter(table -> table.kind() == TableKind.TSDB)
                .toList();
        assertThat(tables).isNotEmpty();
        for (Table table : tables) {
            assertThat(table.oddities()).isEmpty();
            assertThat(table.compacted()).isEqualTo(name.endsWith("compacted"));
            Set<ChunkRef> indexed = new TreeSet<>();
            for (IndexedSeries series : read(store, table)) {
                for (IndexedChunk chunk : series.chunks()) {
                    assertThat(indexed.add(chunk.ref()))
                            .as("%s comes once", chunk)
                            .isTrue();
                    ObjectKey key = objects.get(chunk.ref());
                    assertThat(key).as("object of %s", chunk).isNotNull();
                    verify(series, chunk, ByteSource.of(key.value(), store.readAll(key, 1 << 20)));
                }
            }
            Set<ChunkRef> expected = new TreeSet<>(objects.keySet());
            expected.removeIf(ref -> Math.floorDiv(ref.throughMillis(), DAY_MILLIS) < table.firstDay()
                    || Math.floorDiv(ref.fromMillis(), DAY_MILLIS) > table.lastDay());
            assertThat(indexed).isEqualTo(expected);
        }
    }

    private static void verify(IndexedSeries series, IndexedChunk chunk, ByteSource object) throws IOException {
        ChunkReader reader = ChunkReader.open(object, ReadOptions.DEFAULT);
        assertThat(reader.header().labels()).isEqualTo(series.labels());
        long entries = reader.blocks().stream().mapToLong(BlockMeta::entries).sum();
        assertThat(Objects.requireNonNull(chunk.volume()).entries()).isEqualTo(entries);
        long raw = reader.blocks().stream().mapToLong(BlockMeta::rawBytes).sum();
        // structured metadata counts with its strings in the index, with its numbers in the block table
        assertThat(chunk.volume().rawKilobytes() * 1024).isBetween(raw - 1024, raw * 3 + 1024);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fs-tsdb-v13-gzip", "fs-tsdb-v13-none", "fs-tsdb-v13-compacted"})
    void entriesOfEachStreamAddUpToWhatLokiAnswered(String name) throws IOException {
        MemoryObjectStore store = GoldenStores.open(name);
        Map<Labels, Long> indexed = new HashMap<>();
        Set<ChunkRef> seen = new HashSet<>();
        for (Table table : scan(store, GoldenStores.root(name)).tables()) {
            for (IndexedSeries series : read(store, table)) {
                for (IndexedChunk chunk : series.chunks()) {
                    if (seen.add(chunk.ref())) {
                        long entries = Objects.requireNonNull(chunk.volume()).entries();
                        indexed.merge(Objects.requireNonNull(series.labels()), entries, Long::sum);
                    }
                }
            }
        }
        assertThat(indexed).isEqualTo(expected(store, name + "/expected/acme.jsonl"));
    }

    private static Map<Labels, Long> expected(MemoryObjectStore store, String key) throws IOException {
        ObjectMapper json = new ObjectMapper();
        Map<Labels, Long> entries = new HashMap<>();
        String lines = new String(store.readAll(ObjectKey.of(key), 16 << 20), StandardCharsets.UTF_8);
        for (String line : lines.split("\n")) {
            JsonNode labels = json.readTree(line).get("labels");
            Map<String, String> map = new TreeMap<>();
            labels.properties()
                    .forEach(field -> map.put(field.getKey(), field.getValue().asText()));
            entries.merge(Labels.of(map), 1L, Long::sum);
        }
        return entries;
    }

    @ParameterizedTest
    @ValueSource(strings = {"fs-multi-period", "fs-multi-period-compacted"})
    void boltdbTablesNameTheChunkObjectsOfTheirDay(String name) throws IOException {
        MemoryObjectStore store = GoldenStores.open(name);
        String root = GoldenStores.root(name);
        Map<ChunkRef, ObjectKey> objects = chunkObjects(store, root);
        for (Table table : scan(store, root).tables()) {
            if (table.kind() == TableKind.BOLTDB) {
                Set<ChunkRef> indexed = new TreeSet<>();
                for (IndexedSeries series : read(store, table)) {
                    series.chunks().forEach(chunk -> indexed.add(chunk.ref()));
                }
                Set<ChunkRef> expected = new TreeSet<>(objects.keySet());
                expected.removeIf(ref -> Math.floorDiv(ref.throughMillis(), DAY_MILLIS) < table.firstDay()
                        || Math.floorDiv(ref.fromMillis(), DAY_MILLIS) > table.lastDay());
                assertThat(indexed).isEqualTo(expected);
            }
        }
    }

    static TableScan scan(MemoryObjectStore store, String root) throws IOException {
        try (Listing<ObjectInfo> listing = store.list(root + "index/")) {
            return TableScan.of(listing, root + "index/");
        }
    }

    private List<IndexedSeries> read(MemoryObjectStore store, Table table) throws IOException {
        try (TableReader reader = TableReader.open(table, store, temporary, NONE);
                SeriesCursor cursor = reader.series(SeriesQuery.ALL)) {
            List<IndexedSeries> all = new ArrayList<>();
            while (cursor.next()) {
                all.add(cursor.series());
            }
            assertThat(reader.tenants())
                    .containsExactlyInAnyOrderElementsOf(
                            all.stream().map(IndexedSeries::tenant).distinct().toList());
            return all;
        }
    }

    private static Map<ChunkRef, ObjectKey> chunkObjects(MemoryObjectStore store, String root) throws IOException {
        Map<ChunkRef, ObjectKey> objects = new HashMap<>();
        try (Listing<ObjectInfo> listing = store.list(root)) {
            while (listing.next()) {
                ObjectKey key = listing.entry().key();
                ChunkKeyScheme.tryParseFilesystem(key.value().substring(root.length()))
                        .ifPresent(ref -> objects.put(ref, key));
            }
        }
        return objects;
    }
}
