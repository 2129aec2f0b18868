package dev.lokistore.compactor.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.index.TestTable.Stream;
import dev.lokistore.index.ChunkVolume;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.ReferenceDigest;
import dev.lokistore.index.RowEdits;
import dev.lokistore.index.boltdb.LokiRows;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.Table;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.StoreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files are read and replaced, and which tables are not touched. */
class TableMergeTest {
    private static final TenantId A = TenantId.of("a");
    private static final TenantId B = TenantId.of("b");
    private static final Labels WEB = Labels.of("app", "web");
    private static final String UPLOAD = "1699920900-ingester-0.tsdb.gz";
    private static final StoreSchema SCHEMA =
            GoldenTables.schema(GoldenTables.period("2020-01-01", IndexKind.TSDB, 13));

    @TempDir
    private Path temporary = Path.of("");

    private static IndexedChunk chunk(TenantId tenant, int number) {
        long from = TestTable.START + number * 1000L;
        return new IndexedChunk(new ChunkRef(tenant, 0xabc, from, from + 500, number), new ChunkVolume(1, 2));
    }

    private static Map<Stream, List<IndexedChunk>> of(TenantId tenant, int... numbers) {
        List<IndexedChunk> chunks = new ArrayList<>();
        for (int number : numbers) {
            chunks.add(chunk(tenant, number));
        }
        return Map.of(new Stream(tenant, 0xabc, WEB), chunks);
    }

    private static MergeOptions options() {
        return MergeOptions.of(
                new NameTime(1_800_000_000_000_000_000L),
                SCHEMA,
                SCHEMA.periods().get(0));
    }

    private MergeResult build(TestTable table, RowEdits edits) throws IOException {
        return TableMerge.build(table.table(), table.store, options(), edits, temporary);
    }

    private static RowEdits only(TenantId concerned, boolean keep) {
        return new RowEdits() {
            @Override
            public boolean concerns(TenantId tenant) {
                return tenant.equals(concerned);
            }

            @Override
            public List<IndexedChunk> edit(TenantId tenant, Labels labels, IndexedChunk chunk) {
                return keep ? List.of(chunk) : List.of();
            }
        };
    }

    @Test
    void tenantsWithoutNewFilesAreLeftAlone() throws IOException {
        TestTable table = new TestTable(temporary)
                .putUpload(UPLOAD, 3, of(A, 1, 2))
                .putOfTenant(A, "1699990000-compactor-1-2-3.tsdb.gz", 3, of(A, 2, 3))
                .putOfTenant(B, "1699990000-compactor-1-2-3.tsdb.gz", 3, of(B, 1))
                // never read, so never found broken
                .put("c/1699990000-compactor-1-2-3.tsdb.gz", new byte[] {1});

        MergeResult result = build(table, RowEdits.NONE);

        assertThat(result.outputs()).singleElement().satisfies(file -> {
            assertThat(file.set().tenant()).isEqualTo(A);
            assertThat(file.chunkRows()).isEqualTo(3);
            assertThat(file.series()).isOne();
        });
        assertThat(result.replaced()).hasSize(2);
        assertThat(result.kept()).hasSize(2);
        assertThat(result.rows()).singleElement().satisfies(rows -> {
            assertThat(rows.tally().read().count()).isEqualTo(4);
            assertThat(rows.tally().duplicates().count()).isEqualTo(1);
        });
    }

    @Test
    void fileThatEditsReadAndDoNotChangeStays() throws IOException {
        TestTable table = new TestTable(temporary).putOfTenant(A, "1699990000-compactor-1-2-3.tsdb.gz", 3, of(A, 1));

        assertThat(build(table, only(A, true)).nothingToDo()).isTrue();
        assertThat(build(table, only(B, false)).nothingToDo()).isTrue();
    }

    @Test
    void tenantWithoutChunksGetsNoFile() throws IOException {
        TestTable table = new TestTable(temporary)
                .putUpload(UPLOAD, 3, of(A, 1))
                .putOfTenant(B, "1699990000-compactor-1-2-3.tsdb.gz", 3, of(B, 1));

        MergeResult result = build(table, only(B, false));

        assertThat(result.outputs())
                .singleElement()
                .satisfies(file -> assertThat(file.set().tenant()).isEqualTo(A));
        assertThat(result.replaced()).hasSize(2);
    }

    @Test
    void seriesOfEqualLabelsUnderTwoFingerprintsStayTwo() throws IOException {
        IndexedChunk mapped =
                new IndexedChunk(new ChunkRef(A, 17, TestTable.START, TestTable.START + 1, 5), new ChunkVolume(1, 2));
        TestTable table = new TestTable(temporary)
                .putUpload(UPLOAD, 3, of(A, 1))
                .putUpload("1699920901-ingester-1.tsdb.gz", 2, Map.of(new Stream(A, 17, WEB), List.of(mapped)));

        table.apply(build(table, RowEdits.NONE));

        assertThat(table.read()).containsOnlyKeys(new Stream(A, 17, WEB), new Stream(A, 0xabc, WEB));
    }

    @Test
    void mixedTableKeepsBothKinds() throws IOException {
        TestTable table = new TestTable(temporary)
                .putUpload(UPLOAD, 3, of(A, 1))
                .putPacked(
                        "ingester-0-1699919000123456789-1699920900.gz",
                        new LokiRows(12)
                                .chunk(WEB, chunk(B, 1).ref(), TestTable.DAY)
                                .file());

        MergeResult result = build(table, RowEdits.NONE);

        assertThat(result.outputs()).extracting(BuiltFile::kind).containsExactly(IndexKind.TSDB, IndexKind.BOLTDB);
        assertThat(result.replaced()).hasSize(2);
        table.apply(result);
        assertThat(table.read()).hasSize(2);
    }

    @Test
    void oddNamesAreReadAsLokiWould() throws IOException {
        // at the root every file is of several tenants, whatever its name says
        TestTable table = new TestTable(temporary)
                .putUpload("1699920900-compactor-1-2-3.tsdb.gz", 3, of(A, 1))
                .putOfTenant(A, "1-x.tsdb.gz", 3, of(A, 2));

        table.apply(build(table, RowEdits.NONE));

        assertThat(table.table().files()).hasSize(1);
        assertThat(table.read().get(new Stream(A, 0xabc, WEB))).hasSize(2);
    }

    @Test
    void seriesWithoutTenantInACommonFileRefuseTheTable() throws IOException {
        TestTable table = new TestTable(temporary).putUpload(UPLOAD, 3, of(A, 1));
        TestTable other = new TestTable(temporary).putOfTenant(A, "1-x.tsdb.gz", 3, of(A, 2));
        table.put(
                "1699920999-ingester-1.tsdb.gz",
                other.store.readAll(ObjectKey.of(TestTable.FOLDER + "a/1-x.tsdb.gz"), 1 << 20));

        assertThatThrownBy(() -> build(table, RowEdits.NONE))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("1699920999-ingester-1.tsdb.gz (unpacked) at byte ")
                .hasMessageContaining("tenant label of a series in a common file: expected one");
        try (var left = Files.list(temporary)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void seriesOfAnotherTenantInAFolderRefuseTheTable() throws IOException {
        TestTable uploads = new TestTable(temporary).putUpload(UPLOAD, 3, of(A, 1));
        byte[] upload = uploads.store.readAll(ObjectKey.of(TestTable.FOLDER + UPLOAD), 1 << 20);
        TestTable table = new TestTable(temporary)
                .put("b/1-compactor-1-2-3.tsdb.gz", upload)
                .putOfTenant(B, "2-compactor-1-2-3.tsdb.gz", 3, of(B, 2));

        assertThatThrownBy(() -> build(table, RowEdits.NONE)).hasMessageContaining("in the folder of b: expected b");
        // in its own folder the label is left out
        TestTable own = new TestTable(temporary)
                .put("a/1-compactor-1-2-3.tsdb.gz", upload)
                .putOfTenant(A, "2-compactor-1-2-3.tsdb.gz", 3, of(A, 2));
        own.apply(build(own, RowEdits.NONE));
        assertThat(own.read()).containsOnlyKeys(new Stream(A, 0xabc, WEB));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1699920901-i.tsdb.gz", "i-1699920900.gz", "a/1-compactor-1-2-3.tsdb.gz", "odd"})
    void emptyObjectsRefuseTheTable(String name) throws IOException {
        TestTable table =
                new TestTable(temporary).putUpload(UPLOAD, 3, of(A, 1)).put(name, new byte[0]);

        assertThatThrownBy(() -> build(table, RowEdits.NONE))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining(name + " at byte 0: size of an index file: expected more than 0 bytes, found 0");
    }

    @Test
    void listingTellsEveryRefusal() throws IOException {
        TestTable table = new TestTable(temporary)
                .putUpload(UPLOAD, 3, of(A, 1))
                .putUpload(UPLOAD.replace(".gz", ""), 3, of(A, 1))
                .put("a/b/deep", new byte[] {1})
                .put("index/compactor-1.gz", new byte[] {1})
                .put("empty-1699920900.gz", new byte[0]);
        table.store.put(ObjectKey.of("index/index_19676/x/y/z"), new byte[] {1});

        assertThat(Refusals.of(table.scan(), table.table()))
                .extracting(Throwable::getMessage)
                .satisfiesExactlyInAnyOrder(
                        message -> assertThat(message).contains("ingester-0.tsdb at byte 0", "both"),
                        message -> assertThat(message).contains("a/b/deep", "expected TABLE/FILE or TABLE/TENANT/FILE"),
                        message -> assertThat(message).contains("index/compactor-1.gz", "any but 'index'"),
                        message -> assertThat(message).contains("empty-1699920900.gz", "found 0"));
    }

    @Test
    void nameThatIsThereAlreadyIsRefused() throws IOException {
        TestTable table = new TestTable(temporary)
                .put("compactor-1800000000000000000.r.gz", TestTable.gzip(rows(1)))
                .put("ingester-0-1699919000123456789-1699920900.gz", TestTable.gzip(rows(2)));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> build(table, RowEdits.NONE))
                .withMessageContaining("compactor-1800000000000000000.r.gz is there already");
        try (var left = Files.list(temporary)) {
            assertThat(left).isEmpty();
        }
    }

    private static byte[] rows(int number) {
        return new LokiRows(12)
                .chunk(WEB, chunk(A, number).ref(), TestTable.DAY)
                .file();
    }

    @Test
    void fileThatIsGoneIsAFailureOfTheStore() throws IOException {
        TestTable table = new TestTable(temporary).putUpload(UPLOAD, 3, of(A, 1));
        Table listed = table.table();
        table.store.delete(List.of(ObjectKey.of(TestTable.FOLDER + UPLOAD)));

        assertThatThrownBy(() -> TableMerge.build(listed, table.store, options(), RowEdits.NONE, temporary))
                .isInstanceOf(StoreException.class);
    }

    @Test
    void timesOfNamesAreAboveAllInTheTable() throws IOException {
        TestTable table = new TestTable(temporary)
                .putOfTenant(A, "1700000000-compactor-1-2-3.tsdb.gz", 3, of(A, 1))
                .put("compactor-1700000000000000007.gz", new byte[] {1});
        Instant before = Instant.ofEpochSecond(1_600_000_000);
        Instant after = Instant.ofEpochSecond(1_800_000_000, 5);

        assertThat(NameTime.newIn(table.table(), before, NameTime.Unit.NANOSECONDS))
                .isEqualTo(new NameTime(1_700_000_000_000_000_008L));
        assertThat(NameTime.newIn(table.table(), before, NameTime.Unit.SECONDS)).isEqualTo(new NameTime(1_700_000_001));
        assertThat(NameTime.newIn(table.table(), after, NameTime.Unit.NANOSECONDS))
                .isEqualTo(new NameTime(1_800_000_000_000_000_005L));
        assertThat(NameTime.newIn(table.table(), after, NameTime.Unit.SECONDS)).isEqualTo(new NameTime(1_800_000_000));
    }

    @Test
    void optionsDecideFormatAndEnding() throws IOException {
        TestTable table = new TestTable(temporary)
                .putUpload(UPLOAD, 3, of(A, 1))
                .put("ingester-0-1699919000123456789-1699920900.gz", TestTable.gzip(rows(2)));

        MergeResult result = TableMerge.build(
                table.table(),
                table.store,
                options().withTsdbFormat(2).withBoltdbEnding(MergeOptions.BoltdbEnding.PLAIN),
                RowEdits.NONE,
                temporary);

        assertThat(result.outputs().get(1).name()).isEqualTo("compactor-1800000000000000000.gz");
        try (var in =
                new GZIPInputStream(Files.newInputStream(result.outputs().get(0).path()))) {
            assertThat(in.readNBytes(5)).containsExactly(0xba, 0xaa, 0xd7, 0, 2);
        }
    }

    @Test
    void builtFileThatCameOutOtherwiseIsNoticed() throws IOException {
        TestTable table = new TestTable(temporary).putUpload(UPLOAD, 3, of(A, 1));
        BuiltFile file = build(table, RowEdits.NONE).outputs().get(0);
        byte[] bytes = Files.readAllBytes(file.path());
        for (int at = 0; at < bytes.length; at += 7) {
            byte[] other = bytes.clone();
            other[at] ^= 4;
            assertThatThrownBy(() -> FileCheck.check(file, "key", new ByteArrayInputStream(other), temporary))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageStartingWith("key");
        }
        FileCheck.check(file, "key", new ByteArrayInputStream(bytes), temporary);
        Files.write(file.path(), Arrays.copyOf(bytes, bytes.length - 1));
        assertThatThrownBy(() -> FileCheck.check(file, temporary)).isInstanceOf(CorruptDataException.class);
        Files.write(file.path(), bytes);
        FileCheck.check(file, temporary);
        BuiltFile fewer = new BuiltFile(
                file.kind(),
                file.set(),
                file.name(),
                file.path(),
                file.sizeBytes(),
                file.sha256(),
                file.unpackedBytes(),
                file.series(),
                new TreeMap<>(Map.of(A, new ReferenceDigest(2, 3))));
        assertThatThrownBy(() -> FileCheck.check(fewer, temporary)).hasMessageContaining("chunk rows by tenant");
    }
}
