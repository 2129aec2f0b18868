package dev.lokistore.compactor.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.index.TestTable.Stream;
import dev.lokistore.index.ChunkVolume;
import dev.lokistore.index.Effort;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.RowEdits;
import dev.lokistore.index.bolt.BoltCursor;
import dev.lokistore.index.bolt.BoltFile;
import dev.lokistore.index.bolt.BoltFileBuilder;
import dev.lokistore.index.boltdb.LokiRows;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random tables, merged and edited, against what a few maps make of the same rows. */
class TableMergeModelTest {
    private static final long TIME = 1_800_000_000_000_000_000L;
    private static final List<TenantId> TENANTS =
            List.of(TenantId.of("1"), TenantId.of("10"), TenantId.of("!x"), TenantId.of("acme"));
    private static final TenantId OTHER = TenantId.of("other");

    @TempDir
    private Path temporary = Path.of("");

    static List<Integer> seeds() {
        List<Integer> seeds = new ArrayList<>();
        for (int seed = 0; seed < Effort.of(12, 300); seed++) {
            seeds.add(seed);
        }
        return seeds;
    }

    /** Rows by stream: the model. */
    private static final class Rows {
        private final Map<Stream, Map<ChunkRef, ChunkVolume>> streams = new TreeMap<>();

        void add(Stream stream, IndexedChunk chunk) {
            streams.computeIfAbsent(stream, added -> new HashMap<>()).put(chunk.ref(), chunk.volume());
        }

        /** In the table are only chunks that overlap it, and those that were there. */
        Rows edited(RowEdits edits) {
            Rows after = new Rows();
            streams.forEach((stream, chunks) -> chunks.forEach((ref, volume) -> {
                IndexedChunk chunk = new IndexedChunk(ref, volume);
                List<IndexedChunk> results = edits.concerns(stream.tenant())
                        ? edits.edit(stream.tenant(), stream.labels(), chunk)
                        : List.of(chunk);
                for (IndexedChunk result : results) {
                    boolean here = result.ref().fromMillis() < TestTable.START + TestTable.DAY_MILLIS
                            && result.ref().throughMillis() >= TestTable.START;
                    if (here || result.ref().equals(ref)) {
                        after.add(new Stream(result.ref().tenant(), stream.fingerprint(), stream.labels()), result);
                    }
                }
            }));
            return after;
        }
    }

    private static RowEdits edits(int seed) {
        return switch (seed % 4) {
            case 0 -> RowEdits.NONE;
            case 1 -> new RandomEdits(seed, Set.copyOf(TENANTS), OTHER);
            case 2 -> new RandomEdits(seed, Set.of(TENANTS.get(0), TENANTS.get(3)), TENANTS.get(1));
            default -> new RandomEdits(seed, Set.of(TENANTS.get(2)), OTHER);
        };
    }

    private static List<Stream> streams(Random random) {
        List<Stream> streams = new ArrayList<>();
        int count = 1 + random.nextInt(30);
        for (int i = 0; i < count; i++) {
            Labels labels = Labels.of("app", "a" + random.nextInt(5), "pod", "ü" + i, "zone", "z" + i % 3);
            long fingerprint = random.nextInt(6) == 0 ? 7 : random.nextLong();
            for (TenantId tenant : TENANTS) {
                if (random.nextInt(3) > 0) {
                    streams.add(new Stream(tenant, fingerprint, labels));
                }
            }
            // what another ingester made of a collision
            if (random.nextInt(8) == 0) {
                streams.add(new Stream(TENANTS.get(0), random.nextInt(100), labels));
            }
        }
        return streams;
    }

    private static List<IndexedChunk> chunks(Stream stream, Random random, boolean volumes) {
        List<IndexedChunk> chunks = new ArrayList<>();
        long from = TestTable.START - 3_600_000 + random.nextInt(7_200_000);
        for (int i = random.nextInt(random.nextInt(10) == 0 ? 60 : 6); i >= 0; i--) {
            long through = Math.max(TestTable.START, from) + random.nextInt(7_200_000);
            ChunkRef ref = new ChunkRef(
                    stream.tenant(), stream.fingerprint(), from, through, random.nextInt(4) - 2 + (i << 8));
            chunks.add(new IndexedChunk(
                    ref, volumes ? new ChunkVolume(random.nextInt(2000), random.nextInt(9999)) : null));
            from = Math.min(through + random.nextInt(1_000_000), TestTable.START + TestTable.DAY_MILLIS - 1);
        }
        return chunks;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void tsdbTable(int seed) throws IOException {
        Random random = new Random(seed);
        TestTable made = new TestTable(temporary);
        Rows model = new Rows();
        List<Map<Stream, List<IndexedChunk>>> uploads = new ArrayList<>();
        int files = random.nextInt(4);
        for (int i = 0; i < files; i++) {
            uploads.add(new HashMap<>());
        }
        Map<TenantId, List<Map<Stream, List<IndexedChunk>>>> folders = new TreeMap<>();
        for (TenantId tenant : TENANTS) {
            List<Map<Stream, List<IndexedChunk>>> own = new ArrayList<>();
            for (int i = random.nextInt(files == 0 ? 2 : 3) + (files == 0 ? 1 : 0); i > 0; i--) {
                own.add(new HashMap<>());
            }
            folders.put(tenant, own);
        }
        for (Stream stream : streams(random)) {
            List<Map<Stream, List<IndexedChunk>>> places = new ArrayList<>(uploads);
            places.addAll(folders.get(stream.tenant()));
            for (IndexedChunk chunk : chunks(stream, random, true)) {
                model.add(stream, chunk);
                for (int copies = 1 + random.nextInt(3); copies > 0; copies--) {
                    places.get(random.nextInt(places.size()))
                            .computeIfAbsent(stream, added -> new ArrayList<>())
                            .add(chunk);
                }
            }
        }
        for (int i = 0; i < files; i++) {
            if (!uploads.get(i).isEmpty()) {
                made.putUpload("170000000" + i + "-ingester-" + i + ".tsdb.gz", 2 + i % 2, uploads.get(i));
            }
        }
        for (TenantId tenant : TENANTS) {
            int number = 0;
            for (Map<Stream, List<IndexedChunk>> own : folders.get(tenant)) {
                if (!own.isEmpty()) {
                    made.putOfTenant(tenant, "169999999" + number++ + "-compactor-1-2-3.tsdb.gz", 3, own);
                }
            }
        }
        assertThat(made.read()).isEqualTo(model.streams);
        check(made, GoldenTables.schema(GoldenTables.period("2020-01-01", IndexKind.TSDB, 13)), seed, model);
    }

    private void check(TestTable made, StoreSchema schema, int seed, Rows model) throws IOException {
        RowEdits edits = edits(seed);
        Table table = made.table();
        MergeOptions options =
                MergeOptions.of(new NameTime(TIME), schema, schema.periods().get(0));
        MergeResult result = TableMerge.build(table, made.store, options, edits, temporary);
        MergeResult again = TableMerge.build(table, made.store, options, edits, temporary);

        assertThat(again.replaced()).isEqualTo(result.replaced());
        for (int i = 0; i < result.outputs().size(); i++) {
            BuiltFile file = result.outputs().get(i);
            assertThat(again.outputs().get(i).sha256()).isEqualTo(file.sha256());
            assertThat(again.outputs().get(i).name()).isEqualTo(file.name());
            FileCheck.check(file, temporary);
            Files.delete(again.outputs().get(i).path());
        }
        made.apply(result);
        try (var left = Files.list(temporary)) {
            assertThat(left).isEmpty();
        }
        Rows expected = model.edited(edits);
        if (schema.periods().get(0).kind() == IndexKind.BOLTDB) {
            expected.streams.values().forEach(chunks -> chunks.replaceAll((ref, volume) -> null));
        }
        if (expected.streams.isEmpty()) {
            assertThat(made.scan().tables()).isEmpty();
            return;
        }
        assertThat(made.read()).isEqualTo(expected.streams);
        Table after = made.table();
        Set<Object> places = new TreeSet<>();
        for (TableFile file : after.files()) {
            assertThat(places.add(String.valueOf(file.tenant()))).isTrue();
        }
        if (schema.periods().get(0).kind() == IndexKind.TSDB) {
            assertThat(after.files()).noneMatch(TableFile::common);
        }
        // once more there is nothing to do
        assertThat(TableMerge.build(after, made.store, options, RowEdits.NONE, temporary)
                        .nothingToDo())
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void boltdbTable(int seed) throws IOException {
        Random random = new Random(seed);
        int version = 9 + random.nextInt(5);
        int files = 1 + random.nextInt(4);
        boolean perTenant = random.nextInt(3) == 0;
        TestTable made = new TestTable(temporary);
        Rows model = new Rows();
        List<Map<TenantId, LokiRows>> uploads = new ArrayList<>();
        for (int i = 0; i < files; i++) {
            uploads.add(new TreeMap<>());
        }
        LokiRows expected = new LokiRows(version);
        Map<TenantId, LokiRows> expectedOf = new TreeMap<>();
        for (Stream stream : streams(random)) {
            // one stream: its series is known by its labels alone
            for (IndexedChunk chunk : chunks(stream, random, false)) {
                model.add(stream, chunk);
                for (int copies = 1 + random.nextInt(2); copies > 0; copies--) {
                    uploads.get(random.nextInt(files))
                            .computeIfAbsent(stream.tenant(), added -> new LokiRows(version))
                            .chunk(stream.labels(), chunk.ref(), TestTable.DAY);
                }
            }
        }
        for (int i = 0; i < files; i++) {
            BoltFileBuilder file = new BoltFileBuilder(4096);
            if (perTenant) {
                uploads.get(i).forEach((tenant, rows) -> file.bucket(tenant.value(), rows.rows()));
            } else {
                LokiRows all = new LokiRows(version);
                uploads.get(i).values().forEach(rows -> all.rows().putAll(rows.rows()));
                file.bucket("index", all.rows());
            }
            made.putPacked("ingester-" + i + "-1699919000123456789-1699920900.gz", file.build());
        }
        Rows edited = model.edited(edits(seed));
        edited.streams.forEach((stream, chunks) -> {
            LokiRows own = expectedOf.computeIfAbsent(stream.tenant(), added -> new LokiRows(version));
            for (ChunkRef chunk : chunks.keySet()) {
                expected.chunk(stream.labels(), chunk, TestTable.DAY);
                own.chunk(stream.labels(), chunk, TestTable.DAY);
            }
        });
        StoreSchema schema = GoldenTables.schema(GoldenTables.period("2020-01-01", IndexKind.BOLTDB, version));
        check(made, schema, seed, model);
        // and all rows, those of labels too
        Map<String, Map<String, String>> found = new TreeMap<>();
        if (!edited.streams.isEmpty()) {
            for (TableFile file : made.table().files()) {
                found.put(
                        String.valueOf(file.tenant()),
                        rows(made.store.readAll(file.object().key(), 1 << 24)));
            }
        }
        Map<String, Map<String, String>> wanted = new TreeMap<>();
        if (perTenant) {
            expectedOf.forEach((tenant, rows) -> wanted.put(tenant.value(), text(rows)));
        } else if (!edited.streams.isEmpty()) {
            wanted.put("null", text(expected));
        }
        assertThat(found).isEqualTo(wanted);
    }

    private static Map<String, String> text(LokiRows rows) {
        Map<String, String> text = new TreeMap<>();
        rows.rows()
                .forEach((key, value) ->
                        text.put(new String(key, StandardCharsets.UTF_8), new String(value, StandardCharsets.UTF_8)));
        return text;
    }

    private static Map<String, String> rows(byte[] packed) throws IOException {
        Map<String, String> rows = new TreeMap<>();
        byte[] bytes = new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
        BoltCursor cursor = BoltFile.open(ByteSource.of("file", bytes))
                .bucket("index")
                .orElseThrow()
                .cursor();
        while (cursor.next()) {
            rows.put(
                    new String(cursor.key(), StandardCharsets.UTF_8),
                    new String(cursor.value(), StandardCharsets.UTF_8));
        }
        return rows;
    }
}
