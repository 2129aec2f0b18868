package dev.lokistore.index.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.ChunkVolume;
import dev.lokistore.index.Effort;
import dev.lokistore.index.GoldenStores;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.tsdb.RandomTsdb;
import dev.lokistore.index.tsdb.TsdbBuilder;
import dev.lokistore.objectstore.CountingReader;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All files of a table as one index. */
class TableReaderTest {
    private static final TenantId A = TenantId.of("a");
    private static final TenantId B = TenantId.of("b");
    private static final String TABLE = "index/index_19675/";

    @TempDir
    Path temporary;

    private final MemoryObjectStore store = new MemoryObjectStore();
    private final Map<String, List<IOException>> problems = new TreeMap<>();

    @Test
    void filesAreUnitedAndChunksThatAreInSeveralComeOnce() throws IOException {
        IndexedSeries first = series(A, 5, "x", chunk(1, 2, 10), chunk(3, 4, 11));
        IndexedSeries again = series(A, 5, "x", chunk(3, 4, 11), chunk(3, 5, 12));
        IndexedSeries other = series(B, 5, "x", chunk(1, 2, 10));
        put("1700006700-i-0.tsdb.gz", new TsdbBuilder(3).addWithTenant(5, first).addWithTenant(5, other));
        put("1700006701-i-1.tsdb.gz", new TsdbBuilder(2).addWithTenant(5, again));
        put("a/1700100000-compactor-1-2-0.tsdb.gz", new TsdbBuilder(3).add(9, series(A, 9, "y", chunk(7, 8, 1))));

        assertThat(read(SeriesQuery.ALL))
                .containsExactly(
                        series(A, 5, "x", chunk(1, 2, 10), chunk(3, 4, 11), chunk(3, 5, 12)),
                        series(A, 9, "y", chunk(7, 8, 1)),
                        other);
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void randomStreamsSpreadOverRandomFilesAreAllFound(long seed) throws IOException {
        Random random = new Random(seed);
        RandomTsdb streams = new RandomTsdb(seed);
        List<IndexedSeries> all = streams.series(250);
        List<TsdbBuilder> common = List.of(new TsdbBuilder(3), new TsdbBuilder(2), new TsdbBuilder(3));
        Map<TenantId, TsdbBuilder> own = new TreeMap<>();
        for (IndexedSeries series : all) {
            long fingerprint = RandomTsdb.fingerprint(series);
            for (IndexedChunk chunk : series.chunks()) {
                IndexedSeries part = new IndexedSeries(series.tenant(), series.labels(), List.of(chunk));
                for (int copies = 1 + random.nextInt(2); copies > 0; copies--) {
                    int place = random.nextInt(4);
                    if (place == 3) {
                        own.computeIfAbsent(series.tenant(), t -> new TsdbBuilder(3))
                                .add(fingerprint, part);
                    } else {
                        common.get(place).addWithTenant(fingerprint, part);
                    }
                }
            }
        }
        for (int i = 0; i < 3; i++) {
            put("170000670%d-i.tsdb.gz".formatted(i), common.get(i));
        }
        for (Map.Entry<TenantId, TsdbBuilder> tenant : own.entrySet()) {
            put(tenant.getKey() + "/1700100000-compactor-1-2-0.tsdb.gz", tenant.getValue());
        }
        try (TableReader reader = open(store, TableOptions.DEFAULT.withMemoryBytes(seed % 2 * 50_000))) {
            assertThat(reader.tenants()).containsExactlyElementsOf(RandomTsdb.TENANTS);
            assertThat(reader.tsdbFormats()).containsExactly(2, 3);
            for (int i = 0; i < Effort.of(12, 100); i++) {
                SeriesQuery query = streams.query();
                assertThat(drain(reader.series(query)))
                        .as("seed %d, query %d: %s", seed, i, query)
                        .isEqualTo(RandomTsdb.expected(all, query));
            }
        }
        assertThat(problems).isEmpty();
    }

    @Test
    void filesOfTenantsThatAreNotWantedAreNotDownloaded() throws IOException {
        put("a/1700100000-compactor-1-2-0.tsdb.gz", new TsdbBuilder(3).add(5, series(A, 5, "x", chunk(1, 2, 10))));
        put("b/1700100000-compactor-1-2-0.tsdb.gz", new TsdbBuilder(3).add(5, series(B, 5, "x", chunk(1, 2, 10))));
        CountingReader counting = new CountingReader(store);
        try (TableReader reader = open(counting, TableOptions.DEFAULT)) {
            SeriesQuery query = new SeriesQuery(Set.of(B), List.of(), TimeRange.ALL);
            assertThat(drain(reader.series(query))).containsExactly(series(B, 5, "x", chunk(1, 2, 10)));
            long bytes = counting.stats().bytesRead();
            assertThat(bytes)
                    .isEqualTo(store.head(key("b/1700100000-compactor-1-2-0.tsdb.gz"))
                            .sizeBytes());
            drain(reader.series(query));
            assertThat(counting.stats().bytesRead())
                    .as("a second query reads nothing again")
                    .isEqualTo(bytes);
        }
    }

    @Test
    void brokenFilesAreReportedOnceUnderTheirKeyAndTheOthersGoOn() throws IOException {
        IndexedSeries sound = series(A, 5, "x", chunk(1, 2, 10));
        TsdbBuilder builder = new TsdbBuilder(3).addWithTenant(5, sound);
        put("1700006700-sound.tsdb.gz", builder);
        byte[] packed = GunzipTest.gzip(builder.build());
        put("1700006701-cut.tsdb.gz", Arrays.copyOf(packed, packed.length - 9));
        put("1700006702-empty.tsdb.gz", new byte[0]);
        byte[] damaged = builder.build();
        damaged[0x50] ^= 1; // in the record: found while reading, not while opening
        put("1700006703-damaged.tsdb.gz", GunzipTest.gzip(damaged));
        put("1700006704-other.tsdb.gz", GunzipTest.gzip(new byte[500]));
        put("1700006705-bare.tsdb", Arrays.copyOf(builder.build(), 100));
        put("vm-1-1699920900.gz", GunzipTest.gzip(new byte[9000]));
        put("README.txt", "hello".getBytes(StandardCharsets.UTF_8));

        try (TableReader reader = open(store, TableOptions.DEFAULT)) {
            assertThat(drain(reader.series(SeriesQuery.ALL))).containsExactly(sound);
            assertThat(drain(reader.series(SeriesQuery.ALL))).containsExactly(sound);
        }

        assertThat(problems.keySet())
                .containsExactly(
                        TABLE + "1700006701-cut.tsdb.gz",
                        TABLE + "1700006702-empty.tsdb.gz",
                        TABLE + "1700006703-damaged.tsdb.gz",
                        TABLE + "1700006704-other.tsdb.gz",
                        TABLE + "1700006705-bare.tsdb",
                        TABLE + "README.txt",
                        TABLE + "vm-1-1699920900.gz");
        problems.forEach((key, causes) -> assertThat(causes)
                .as(key)
                .singleElement()
                .satisfies(cause -> assertThat(cause)
                        .isInstanceOf(CorruptDataException.class)
                        .hasMessageContaining(key)
                        .hasMessageContaining(" at byte ")));
        assertThat(problems.get(TABLE + "1700006703-damaged.tsdb.gz").get(0))
                .hasMessageContaining("(unpacked) at byte 49: CRC-32C of a series record");
    }

    @Test
    void seriesWithoutTenantInACommonFileAreReportedAndItsOthersRead() throws IOException {
        IndexedSeries sound = series(A, 5, "x", chunk(1, 2, 10));
        put(
                "1700006700-i.tsdb.gz",
                new TsdbBuilder(3).addWithTenant(5, sound).add(6, series(A, 6, "y", chunk(1, 2, 10))));

        assertThat(read(SeriesQuery.ALL)).containsExactly(sound);
        assertThat(problems.get(TABLE + "1700006700-i.tsdb.gz"))
                .singleElement()
                .satisfies(cause -> assertThat(cause).hasMessageContaining("1 of 2 without it, left out"));
    }

    @Test
    void fileThatVanishedIsReportedAndAStoreThatFailsIsNot() throws IOException {
        IndexedSeries sound = series(A, 5, "x", chunk(1, 2, 10));
        put("1700006700-i.tsdb.gz", new TsdbBuilder(3).addWithTenant(5, sound));
        put("1700006701-gone.tsdb.gz", new TsdbBuilder(3).addWithTenant(5, sound));
        Table table = table();
        store.delete(List.of(key("1700006701-gone.tsdb.gz")));
        try (TableReader reader = TableReader.open(table, store, temporary, this::report)) {
            assertThat(drain(reader.series(SeriesQuery.ALL))).containsExactly(sound);
        }
        assertThat(problems).containsOnlyKeys(TABLE + "1700006701-gone.tsdb.gz");

        ObjectReader failing = new FailingStore(store, StoreException.Kind.UNREACHABLE);
        try (TableReader reader = TableReader.open(table, failing, temporary, this::report)) {
            assertThatThrownBy(() -> reader.series(SeriesQuery.ALL))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.UNREACHABLE));
        }
        assertThat(temporaryFiles()).isEmpty();
    }

    @Test
    void largeFilesGoToTemporaryFilesThatCloseDeletes() throws IOException {
        IndexedSeries sound = series(A, 5, "x", chunk(1, 2, 10));
        put("../..gz", GunzipTest.gzip(new byte[0])); // no tenant, no name, nothing to be made of it here
        put("1700006700-i.tsdb.gz", new TsdbBuilder(3).addWithTenant(5, sound));
        byte[] damaged = GunzipTest.gzip(new byte[100_000]);
        put("1700006701-cut.tsdb.gz", Arrays.copyOf(damaged, damaged.length - 1));
        TableReader reader = open(store, TableOptions.DEFAULT.withMemoryBytes(0));

        assertThat(drain(reader.series(SeriesQuery.ALL))).containsExactly(sound);
        // where the system allows it they have no name at all from the start
        assertThat(temporaryFiles()).allSatisfy(name -> assertThat(name).matches("lokistore-index-\\d+\\.tmp"));
        reader.close();
        reader.close();
        assertThat(temporaryFiles()).isEmpty();
        assertThatThrownBy(() -> reader.series(SeriesQuery.ALL))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("index_19675");
    }

    @Test
    void filesStayInMemoryOnlyWithinTheBudget() throws IOException {
        byte[] content = new TsdbBuilder(3)
                .addWithTenant(5, series(A, 5, "x", chunk(1, 2, 10)))
                .build();
        put("1700006700-i.tsdb.gz", GunzipTest.gzip(content));
        put("1700006701-i.tsdb", content);
        List<TableFile> files = table().files();
        TableOptions roomForOne = TableOptions.DEFAULT.withMemoryBytes(content.length);
        try (Downloads downloads = new Downloads(store, temporary, roomForOne)) {
            LocalFile first = downloads.download(files.get(0), this::report);
            LocalFile second = downloads.download(files.get(1), this::report);
            assertThat(first).isInstanceOf(LocalFile.InMemory.class);
            assertThat(second).isInstanceOf(LocalFile.OnDisk.class);
            assertThat(first.read(0, content.length)).isEqualTo(content);
            assertThat(second.read(0, content.length)).isEqualTo(content);
            assertThat(second.read(5, 7)).isEqualTo(Arrays.copyOfRange(content, 5, 12));
            assertThatThrownBy(() -> second.read(content.length - 1L, 2)).isInstanceOf(IndexOutOfBoundsException.class);
            downloads.discard(first);
            assertThat(downloads.download(files.get(1), this::report)).isInstanceOf(LocalFile.InMemory.class);
        }
        assertThat(temporaryFiles()).isEmpty();
    }

    @Test
    void oddNamesAreReadAsWhatTheirContentIs() throws IOException {
        IndexedSeries sound = series(A, 5, "x", chunk(1, 2, 10));
        put("strange", new TsdbBuilder(3).addWithTenant(5, sound).build());
        put(
                "a/strange.gz",
                GunzipTest.gzip(new TsdbBuilder(3)
                        .add(5, series(A, 5, "x", chunk(3, 4, 1)))
                        .build()));

        assertThat(read(SeriesQuery.ALL)).containsExactly(series(A, 5, "x", chunk(1, 2, 10), chunk(3, 4, 1)));
        assertThat(problems).isEmpty();
    }

    @Test
    void tableOfBothKindsGivesEachChunkOnceAndKeepsTheVolume() throws IOException {
        MemoryObjectStore golden = GoldenStores.open("fs-boltdb-v11");
        String root = GoldenStores.root("fs-boltdb-v11");
        Table boltdb = GoldenTablesTest.scan(golden, root).tables().get(1);
        String folder = root + "index/" + boltdb.name() + "/";
        List<IndexedSeries> rows;
        try (TableReader reader = TableReader.open(boltdb, golden, temporary, this::report)) {
            rows = drain(reader.series(SeriesQuery.ALL));
        }
        assertThat(rows).hasSizeGreaterThan(4);
        // of every second stream, every second chunk is in the TSDB file too, and there is one that only it has
        TsdbBuilder builder = new TsdbBuilder(3);
        List<IndexedSeries> expected = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            IndexedSeries series = rows.get(i);
            List<IndexedChunk> both = new ArrayList<>();
            List<IndexedChunk> united = new ArrayList<>();
            for (int c = 0; c < series.chunks().size(); c++) {
                boolean twin = i % 2 == 0 && c % 2 == 0;
                ChunkRef ref = series.chunks().get(c).ref();
                IndexedChunk chunk = new IndexedChunk(ref, twin ? new ChunkVolume(c, 7) : null);
                united.add(chunk);
                if (twin) {
                    both.add(chunk);
                }
            }
            if (!both.isEmpty()) {
                builder.addWithTenant(
                        both.get(0).ref().fingerprint(), new IndexedSeries(series.tenant(), series.labels(), both));
            }
            expected.add(new IndexedSeries(series.tenant(), series.labels(), united));
        }
        IndexedSeries only = series(A, 5, "only", chunk(1, 2, 10));
        expected.add(only);
        builder.addWithTenant(5, only);
        golden.put(ObjectKey.of(folder + "1700006700-i.tsdb.gz"), GunzipTest.gzip(builder.build()));

        Table mixed = GoldenTablesTest.scan(golden, root).tables().get(1);
        assertThat(mixed.kind()).isEqualTo(TableKind.MIXED);
        try (TableReader reader = TableReader.open(mixed, golden, temporary, this::report)) {
            assertThat(drain(reader.series(SeriesQuery.ALL))).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(reader.tenants()).contains(A, TenantId.of("team-a"), TenantId.of("team-b"));
            assertThat(reader.boltdbEvidence().lowestVersion()).hasValue(11);
        }
        assertThat(problems).isEmpty();
        assertThat(temporaryFiles()).isEmpty();
    }

    @Test
    void boltdbStreamWithLostLabelsGetsThemFromItsTwin() throws IOException {
        IndexedSeries twin = series(A, 5, "x", chunk(1, 2, 10));
        put("1700006700-i.tsdb.gz", new TsdbBuilder(3).addWithTenant(5, twin));
        TableFile file = table().files().get(0);
        LocalFile local = new LocalFile.InMemory(
                file.key(), new TsdbBuilder(3).addWithTenant(5, twin).build());
        OpenFile.Tsdb tsdb = (OpenFile.Tsdb) OpenFile.of(file, local, TableOptions.DEFAULT.tsdb());
        IndexedChunk bare = new IndexedChunk(new ChunkRef(A, 5, 1, 2, 10), null);
        IndexedChunk lost = new IndexedChunk(new ChunkRef(A, 77, 1, 2, 10), null);
        SeriesCursor boltdb =
                cursor(new IndexedSeries(A, null, List.of(bare)), new IndexedSeries(A, null, List.of(lost)));
        TsdbUnion.Faults none = (broken, cause) -> {
            throw cause;
        };
        TsdbUnion union = new TsdbUnion(List.of(tsdb), SeriesQuery.ALL, none);

        assertThat(drain(new MixedCursor(boltdb, union, List.of(tsdb), SeriesQuery.ALL, none)))
                .containsExactly(twin, new IndexedSeries(A, null, List.of(lost)));
    }

    private static SeriesCursor cursor(IndexedSeries... series) {
        List<IndexedSeries> left = new ArrayList<>(List.of(series));
        return new SeriesCursor() {
            private IndexedSeries current = series[0];

            @Override
            public boolean next() {
                if (left.isEmpty()) {
                    return false;
                }
                current = left.remove(0);
                return true;
            }

            @Override
            public IndexedSeries series() {
                return current;
            }

            @Override
            public void close() {}
        };
    }

    private List<IndexedSeries> read(SeriesQuery query) throws IOException {
        try (TableReader reader = open(store, TableOptions.DEFAULT)) {
            return drain(reader.series(query));
        }
    }

    private TableReader open(ObjectReader from, TableOptions options) throws IOException {
        return TableReader.open(table(), from, temporary, this::report, options);
    }

    private synchronized void report(String subject, IOException cause) {
        problems.computeIfAbsent(subject, key -> new ArrayList<>()).add(cause);
    }

    private Table table() throws IOException {
        try (Listing<ObjectInfo> listing = store.list("index/")) {
            return TableScan.of(listing, "index/").tables().get(0);
        }
    }

    private void put(String name, TsdbBuilder builder) throws IOException {
        put(name, GunzipTest.gzip(builder.build()));
    }

    private void put(String name, byte[] bytes) throws IOException {
        store.put(key(name), bytes);
    }

    private static ObjectKey key(String name) {
        return ObjectKey.of(TABLE + name);
    }

    private List<String> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static IndexedChunk chunk(long from, long through, int checksum) {
        return new IndexedChunk(new ChunkRef(A, 0, from, through, checksum), new ChunkVolume(3, 4));
    }

    private static IndexedSeries series(TenantId tenant, long fingerprint, String app, IndexedChunk... chunks) {
        List<IndexedChunk> own = new ArrayList<>();
        for (IndexedChunk chunk : chunks) {
            ChunkRef ref = chunk.ref();
            own.add(new IndexedChunk(
                    new ChunkRef(tenant, fingerprint, ref.fromMillis(), ref.throughMillis(), ref.checksum()),
                    chunk.volume()));
        }
        return new IndexedSeries(tenant, Labels.of("app", app), own);
    }

    private static List<IndexedSeries> drain(SeriesCursor cursor) throws IOException {
        List<IndexedSeries> all = new ArrayList<>();
        try (cursor) {
            while (cursor.next()) {
                all.add(cursor.series());
            }
        }
        return all;
    }
}
