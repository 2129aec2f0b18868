package dev.lokistore.compactor.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.ChunkVolume;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.RowEdits;
import dev.lokistore.index.bolt.BoltCursor;
import dev.lokistore.index.bolt.BoltFile;
import dev.lokistore.index.boltdb.BoltdbWriter;
import dev.lokistore.index.boltdb.LokiRows;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.Table;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables from streams that come from elsewhere, in whatever order. */
class TableBuilderTest {
    private static final TenantId FAKE = TenantId.of("fake");
    private static final TenantId OTHER = TenantId.of("other");
    private static final Table TABLE =
            new Table("index_19675", "index_", TestTable.DAY, TestTable.DAY, TestTable.DAY, List.of());

    @TempDir
    private Path temporary = Path.of("");

    private static MergeOptions options(IndexKind kind, int version) {
        StoreSchema schema = GoldenTables.schema(GoldenTables.period("2020-01-01", kind, version));
        return MergeOptions.of(
                new NameTime(1_800_000_000_000_000_000L),
                schema,
                schema.periods().get(0));
    }

    private static List<IndexedSeries> random(int seed, int streams) {
        Random random = new Random(seed);
        List<IndexedSeries> series = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            TenantId tenant = random.nextBoolean() ? FAKE : OTHER;
            Labels labels = i == 0 ? Labels.EMPTY : Labels.of("app", "ü" + i, "b", "v" + i % 4);
            long fingerprint = random.nextLong();
            List<IndexedChunk> chunks = new ArrayList<>();
            for (int c = random.nextInt(5); c >= 0; c--) {
                long from = TestTable.START - 3_600_000 + random.nextInt((int) TestTable.DAY_MILLIS + 7_200_000);
                ChunkRef ref = new ChunkRef(
                        // two ingesters, one of which had a collision
                        tenant, c == 2 ? 5 : fingerprint, from, from + random.nextInt(7_200_000), random.nextInt());
                chunks.add(new IndexedChunk(ref, new ChunkVolume(random.nextInt(99), random.nextInt(99))));
            }
            series.add(new IndexedSeries(tenant, labels, chunks));
        }
        return series;
    }

    /** Each stream in parts, some of which come twice. */
    private static List<IndexedSeries> shuffled(List<IndexedSeries> series) {
        List<IndexedSeries> parts = new ArrayList<>(series);
        for (IndexedSeries one : series) {
            for (IndexedChunk chunk : one.chunks()) {
                parts.add(new IndexedSeries(one.tenant(), one.labels(), List.of(chunk)));
            }
        }
        Collections.shuffle(parts, new Random(3));
        return parts;
    }

    private static boolean isInTable(IndexedChunk chunk) {
        return TABLE.range()
                .overlapsMillis(chunk.ref().fromMillis(), chunk.ref().throughMillis());
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 10, 11, 12, 13})
    void boltdbRowsAreThoseOfTheSchema(int version) throws IOException {
        List<IndexedSeries> series = random(version, 40);
        SortedMap<String, LokiRows> expected = new TreeMap<>();
        for (IndexedSeries one : series) {
            for (IndexedChunk chunk : one.chunks()) {
                if (isInTable(chunk)) {
                    for (String set : List.of("common", one.tenant().value())) {
                        expected.computeIfAbsent(set, added -> new LokiRows(version))
                                .chunk(one.labels(), chunk.ref(), TestTable.DAY);
                    }
                }
            }
        }
        SortedMap<String, SortedMap<String, String>> wanted = new TreeMap<>();
        expected.forEach((set, rows) -> wanted.put(set, text(rows)));
        SortedMap<String, SortedMap<String, String>> found = new TreeMap<>();
        for (BoltdbWriter.Layout layout : BoltdbWriter.Layout.values()) {
            List<BuiltFile> files = build(version, layout, shuffled(series));
            assertThat(build(version, layout, series).stream().map(BuiltFile::sha256))
                    .isEqualTo(files.stream().map(BuiltFile::sha256).toList());
            for (BuiltFile file : files) {
                FileCheck.check(file, temporary);
                assertThat(file.name()).isEqualTo("compactor-1800000000000000000.r.gz");
                found.put(file.set().toString(), rows(file));
            }
        }
        assertThat(found).isEqualTo(wanted);
    }

    private List<BuiltFile> build(int version, BoltdbWriter.Layout layout, List<IndexedSeries> series)
            throws IOException {
        try (BoltdbTableBuilder builder =
                new BoltdbTableBuilder(TABLE, options(IndexKind.BOLTDB, version), layout, temporary)) {
            for (IndexedSeries one : series) {
                builder.add(one);
            }
            return builder.build();
        }
    }

    /** {@code formats/index-tables.md#33}: made by Loki's code. */
    @Test
    void rowsOfTheWorkedExample() throws IOException {
        ChunkRef chunk = new ChunkRef(FAKE, 0xc7a7b6a4c471376dL, 1700000000123L, 1700003600456L, 0xdeadbeef);
        IndexedSeries series =
                new IndexedSeries(FAKE, Labels.of("app", "a", "env", "b"), List.of(new IndexedChunk(chunk, null)));
        String id = "gnluJ6VahJyYu9guklsJRqoPnhMPlmH/0Qs4FOymW98";
        String app = "ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs";
        String env = "PiPoFgA5WUoziU9lZOGxNIu9egCI1CxKy3PurtWcAJ0";
        for (int version = 9; version <= 13; version++) {
            String shard = version == 9 ? "" : "05:";
            String key = "fake/c7a7b6a4c471376d" + (version < 12 ? ":" : "/") + "18bcfe5687b:18bd01c5848:deadbeef";
            Map<String, String> expected = new TreeMap<>();
            expected.put(shard + "fake:d19675:logs\0" + id + "\0\0\0007\0", "-");
            expected.put(shard + "fake:d19675:logs:app\0" + app + "\0" + id + "\0\0008\0", "a");
            expected.put(shard + "fake:d19675:logs:env\0" + env + "\0" + id + "\0\0008\0", "b");
            expected.put("fake:d19675:" + id + "\00004fba448\0\0" + key + "\0003\0", version == 9 ? "" : "-");
            if (version >= 11) {
                expected.put(id + "\0\0\0\0009\0", "[\"app\",\"env\"]");
            }

            assertThat(rows(build(version, BoltdbWriter.Layout.COMMON, List.of(series))
                            .get(0)))
                    .isEqualTo(expected);
        }
    }

    @Test
    void manyRowsAreSortedInTemporaryFilesThatGoAgain() throws IOException {
        List<IndexedSeries> series = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            List<IndexedChunk> chunks = new ArrayList<>();
            for (int c = 0; c < 60; c++) {
                long from = TestTable.START + c * 60_000L;
                chunks.add(new IndexedChunk(new ChunkRef(FAKE, i, from, from + 30_000, i * 100 + c), null));
            }
            series.add(new IndexedSeries(FAKE, Labels.of("app", "a" + i), chunks));
        }
        // 120,000 rows of 140 bytes are more than the sorter holds
        BuiltFile file = build(13, BoltdbWriter.Layout.COMMON, series).get(0);

        assertThat(file.chunkRows()).isEqualTo(120_000);
        assertThat(file.series()).isEqualTo(2_000);
        FileCheck.check(file, temporary);
        try (var left = Files.list(temporary)) {
            assertThat(left).containsExactly(file.path());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 13})
    void tsdbFilesAreThoseThatAMergeGives(int version) throws IOException {
        List<IndexedSeries> series = random(version, 60);
        Map<TestTable.Stream, List<IndexedChunk>> streams = series.stream()
                .flatMap(one -> one.chunks().stream()
                        .filter(TableBuilderTest::isInTable)
                        .map(chunk -> Map.entry(
                                new TestTable.Stream(one.tenant(), chunk.ref().fingerprint(), one.labels()), chunk)))
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, TreeMap::new, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
        TestTable uploads = new TestTable(temporary).putUpload("1699920900-i.tsdb.gz", 3, streams);
        List<BuiltFile> merged = TableMerge.build(
                        uploads.table(), uploads.store, options(IndexKind.TSDB, version), RowEdits.NONE, temporary)
                .outputs();

        List<BuiltFile> built;
        try (TsdbTableBuilder builder = new TsdbTableBuilder(TABLE, options(IndexKind.TSDB, version), temporary)) {
            for (IndexedSeries one : shuffled(series)) {
                builder.add(one);
            }
            built = builder.build();
        }

        assertThat(built)
                .extracting(BuiltFile::name)
                .isEqualTo(merged.stream().map(BuiltFile::name).toList());
        assertThat(built)
                .extracting(BuiltFile::sha256)
                .isEqualTo(merged.stream().map(BuiltFile::sha256).toList());
        assertThat(built)
                .extracting(BuiltFile::chunks)
                .isEqualTo(merged.stream().map(BuiltFile::chunks).toList());
        assertThat(built).hasSize(2);
    }

    @Test
    void streamsThatCannotBeWrittenAreRefused() throws IOException {
        ChunkRef ref = new ChunkRef(FAKE, 1, TestTable.START, TestTable.START, 1);
        IndexedSeries unlabelled = new IndexedSeries(FAKE, null, List.of(new IndexedChunk(ref, new ChunkVolume(1, 1))));
        IndexedSeries unmeasured = new IndexedSeries(FAKE, Labels.EMPTY, List.of(new IndexedChunk(ref, null)));
        try (TsdbTableBuilder tsdb = new TsdbTableBuilder(TABLE, options(IndexKind.TSDB, 13), temporary);
                BoltdbTableBuilder boltdb = new BoltdbTableBuilder(
                        TABLE, options(IndexKind.BOLTDB, 13), BoltdbWriter.Layout.COMMON, temporary)) {
            assertThatIllegalArgumentException().isThrownBy(() -> tsdb.add(unlabelled));
            assertThatIllegalArgumentException().isThrownBy(() -> tsdb.add(unmeasured));
            assertThatIllegalArgumentException().isThrownBy(() -> boltdb.add(unlabelled));
            assertThat(tsdb.build()).isEmpty();
            assertThat(boltdb.build()).isEmpty();
        }
    }

    private static SortedMap<String, String> text(LokiRows rows) {
        SortedMap<String, String> text = new TreeMap<>();
        rows.rows().forEach((key, value) -> text.put(new String(key, UTF_8), new String(value, UTF_8)));
        return text;
    }

    private static SortedMap<String, String> rows(BuiltFile file) throws IOException {
        byte[] packed = Files.readAllBytes(file.path());
        byte[] bytes = new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
        SortedMap<String, String> rows = new TreeMap<>();
        BoltCursor cursor = BoltFile.open(ByteSource.of("file", bytes))
                .bucket("index")
                .orElseThrow()
                .cursor();
        while (cursor.next()) {
            rows.put(new String(cursor.key(), UTF_8), new String(cursor.value(), UTF_8));
        }
        return rows;
    }
}
