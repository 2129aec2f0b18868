package dev.lokistore.compactor.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.UnsupportedFormatException;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.RowEdits;
import dev.lokistore.index.bolt.BoltCursor;
import dev.lokistore.index.bolt.BoltFile;
import dev.lokistore.index.bolt.BoltFileBuilder;
import dev.lokistore.index.boltdb.LokiRows;
import dev.lokistore.index.boltdb.SeriesId;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.objectstore.ObjectKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of boltdb tables one by one: what stays, what goes, what comes. */
class BoltdbEditsTest {
    private static final long DAY = TestTable.DAY;
    private static final long START = TestTable.START;
    private static final TenantId A = TenantId.of("a");
    private static final TenantId B = TenantId.of("b");
    private static final Labels WEB = Labels.of("app", "web");
    private static final Labels DB = Labels.of("app", "db", "env", "x");

    @TempDir
    private Path temporary = Path.of("");

    private static ChunkRef chunk(TenantId tenant, int number) {
        return new ChunkRef(tenant, 0xabc, START + number * 1000L, START + number * 1000L + 500, number);
    }

    private static RowEdits edits(Edit edit) {
        return (tenant, labels, chunk) -> edit.edit(chunk.ref(), labels).stream()
                .map(ref -> new IndexedChunk(ref, null))
                .toList();
    }

    private interface Edit {
        List<ChunkRef> edit(ChunkRef chunk, @Nullable Labels labels);
    }

    private static RowEdits dropping(ChunkRef... chunks) {
        List<ChunkRef> dropped = List.of(chunks);
        return edits((chunk, labels) -> dropped.contains(chunk) ? List.of() : List.of(chunk));
    }

    private TestTable table(LokiRows... files) throws IOException {
        TestTable table = new TestTable(temporary);
        for (int i = 0; i < files.length; i++) {
            table.putPacked("ingester-" + i + "-1699919000123456789-1699920900.gz", files[i].file());
        }
        return table;
    }

    private MergeResult build(TestTable table, RowEdits edits, SchemaPeriod... periods) throws IOException {
        SchemaPeriod[] known = periods.length > 0
                ? periods
                : new SchemaPeriod[] {GoldenTables.period("2020-01-01", IndexKind.BOLTDB, 12)};
        StoreSchema schema = GoldenTables.schema(known);
        MergeOptions options = MergeOptions.of(
                new NameTime(1_800_000_000_000_000_000L),
                schema,
                schema.periodAt(START).orElseThrow());
        return TableMerge.build(table.table(), table.store, options, edits, temporary);
    }

    /** Rows of the only output. */
    private SortedMap<String, String> rows(MergeResult result) throws IOException {
        assertThat(result.outputs()).hasSize(1);
        return rows(result.outputs().get(0));
    }

    private static SortedMap<String, String> rows(BuiltFile file) throws IOException {
        byte[] packed = Files.readAllBytes(file.path());
        byte[] bytes = new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
        BoltCursor cursor = BoltFile.open(ByteSource.of("file", bytes))
                .bucket("index")
                .orElseThrow()
                .cursor();
        SortedMap<String, String> rows = new TreeMap<>();
        while (cursor.next()) {
            rows.put(new String(cursor.key(), UTF_8), new String(cursor.value(), UTF_8));
        }
        return rows;
    }

    private static SortedMap<String, String> text(LokiRows rows) {
        SortedMap<String, String> text = new TreeMap<>();
        rows.rows().forEach((key, value) -> text.put(new String(key, UTF_8), new String(value, UTF_8)));
        return text;
    }

    @Test
    void rowOfLabelNamesStaysForAnotherTenant() throws IOException {
        LokiRows both = new LokiRows(12)
                .chunk(WEB, chunk(A, 1), DAY)
                .chunk(WEB, chunk(B, 2), DAY)
                .chunk(DB, chunk(A, 3), DAY);

        MergeResult result = build(table(both), dropping(chunk(A, 1), chunk(A, 3)));

        assertThat(rows(result)).isEqualTo(text(new LokiRows(12).chunk(WEB, chunk(B, 2), DAY)));
        assertThat(result.rows())
                .filteredOn(rows -> rows.tenant().equals(A))
                .singleElement()
                .satisfies(rows -> {
                    assertThat(rows.tally().read().count()).isEqualTo(2);
                    assertThat(rows.tally().dropped().count()).isEqualTo(2);
                    assertThat(rows.tally().left().count()).isZero();
                });
    }

    @Test
    void rowOfLabelNamesStaysForTenantThatNoEditConcerns() throws IOException {
        LokiRows both = new LokiRows(12).chunk(WEB, chunk(A, 1), DAY).chunk(WEB, chunk(B, 2), DAY);
        RowEdits edits = new RowEdits() {
            @Override
            public boolean concerns(TenantId tenant) {
                return tenant.equals(A);
            }

            @Override
            public List<IndexedChunk> edit(TenantId tenant, @Nullable Labels labels, IndexedChunk chunk) {
                return List.of();
            }
        };

        assertThat(rows(build(table(both), edits))).isEqualTo(text(new LokiRows(12).chunk(WEB, chunk(B, 2), DAY)));
    }

    @Test
    void nothingIsLeftOfTableThatLosesAllItsChunks() throws IOException {
        LokiRows rows = new LokiRows(11).chunk(WEB, chunk(A, 1), DAY).series(DB, "a", DAY);

        MergeResult result = build(table(rows, rows), edits((chunk, labels) -> List.of()));

        assertThat(result.outputs()).isEmpty();
        assertThat(result.replaced()).hasSize(2);
    }

    @Test
    void labelRowsWithoutChunksAreCarriedOverAsLokiDoes() throws IOException {
        LokiRows rows = new LokiRows(11).chunk(WEB, chunk(A, 1), DAY).series(DB, "a", DAY);

        assertThat(rows(build(table(rows), RowEdits.NONE))).isEqualTo(text(rows));
    }

    @Test
    void rowsOfUnknownSeriesStayUnlessAnEditNamesTheirChunk() throws IOException {
        LokiRows rows = new LokiRows(12)
                .chunk(DB, chunk(A, 1), DAY)
                .chunk(DB, chunk(A, 2), DAY)
                .chunk(WEB, chunk(A, 3), DAY);
        LokiRows lossy = new LokiRows(12).chunk(DB, chunk(A, 1), DAY).without("logs:env");
        LokiRows rest = new LokiRows(12)
                .chunk(DB, chunk(A, 2), DAY)
                .chunk(WEB, chunk(A, 3), DAY)
                .without("logs:env");
        RowEdits byLabels = edits((chunk, labels) -> labels != null ? List.of() : List.of(chunk));

        assertThat(rows(build(table(lossy, rest), byLabels)))
                .isEqualTo(text(new LokiRows(12)
                        .chunk(DB, chunk(A, 1), DAY)
                        .chunk(DB, chunk(A, 2), DAY)
                        .without("logs:env")));
        SortedMap<String, String> expected = text(rows.without("logs:env"));
        expected.keySet()
                .removeIf(key ->
                        key.contains("/abc/" + Long.toHexString(chunk(A, 2).fromMillis())));
        assertThat(rows(build(table(lossy, rest), dropping(chunk(A, 2))))).isEqualTo(expected);
    }

    @Test
    void renamedTenantGetsWhatIsKnownOfUnknownSeries() throws IOException {
        LokiRows rows = new LokiRows(12).chunk(DB, chunk(A, 1), DAY).without("logs:env");
        RowEdits renaming = edits((chunk, labels) -> List.of(chunk(B, 1)));

        assertThat(rows(build(table(rows), renaming)))
                .isEqualTo(text(new LokiRows(12).chunk(DB, chunk(B, 1), DAY).without("logs:env")));
    }

    @Test
    void valueThatRetentionLeftIsNoConflictAndTheUploadsCounts() throws IOException {
        LokiRows upload = new LokiRows(12).chunk(WEB, chunk(A, 1), DAY);
        LokiRows compacted = new LokiRows(12).chunk(WEB, chunk(A, 1), DAY);
        compacted.rows().replaceAll((key, value) -> new String(key, UTF_8).endsWith("3\0") ? new byte[0] : value);
        TestTable table = table(upload);
        table.putPacked("compactor-1699990000.gz", compacted.file());

        assertThat(rows(build(table, RowEdits.NONE))).isEqualTo(text(upload));
    }

    @Test
    void filesThatContradictEachOtherAreRefused() throws IOException {
        LokiRows one = new LokiRows(12).chunk(WEB, chunk(A, 1), DAY);
        LokiRows other = new LokiRows(12).chunk(WEB, chunk(A, 1), DAY);
        other.rows()
                .replaceAll((key, value) -> new String(key, UTF_8).endsWith("9\0") ? "[\"x\"]".getBytes(UTF_8) : value);

        assertThatThrownBy(() -> build(table(one, other), RowEdits.NONE))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining(
                        "value of a row: expected that of the same row in " + TestTable.FOLDER + "ingester-1");
        try (var left = Files.list(temporary)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void rowsThatNoLokiWritesAreRefused() throws IOException {
        for (String key : List.of(
                "a:d19675:x\0" + "0\0\0\0003\0",
                "05:a:d19675:logs:app\0\0\0\0008\0",
                "a:d19675:\0" + "00000000\0\0a/1/1:2:3\0003\0",
                "x\0\0\0\0009\0",
                "a:d19675:logs\0\0\0\0007\0",
                "no row",
                "a\0\0\0\0005\0")) {
            LokiRows rows = new LokiRows(12).chunk(WEB, chunk(A, 1), DAY).raw(key, "");

            assertThatThrownBy(() -> build(table(rows), RowEdits.NONE))
                    .as(key)
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("ingester-0");
        }
    }

    @Test
    void newRowsFollowThePeriodsOfTheirChunks() throws IOException {
        // began in v11, clipped at the end of v12
        ChunkRef old = new ChunkRef(A, 0xabc, START - 5000, START + 3_000, 1);
        ChunkRef crossing = new ChunkRef(A, 0xabc, START + 1000, START + 2 * TestTable.DAY_MILLIS, 2);
        LokiRows rows = new LokiRows(12).chunk(WEB, chunk(A, 1), DAY);
        RowEdits edits = edits((chunk, labels) -> List.of(old, crossing));

        SortedMap<String, String> found = rows(build(
                table(rows),
                edits,
                GoldenTables.period("2020-01-01", IndexKind.BOLTDB, 11),
                GoldenTables.period("2023-11-14", IndexKind.BOLTDB, 12),
                GoldenTables.period("2023-11-15", IndexKind.TSDB, 13)));

        String series = "a:d19675:" + SeriesId.of(WEB) + "\0";
        assertThat(found)
                .containsEntry(
                        series + "00000bb8\0\0a/abc:" + Long.toHexString(START - 5000) + ":"
                                + Long.toHexString(START + 3000) + ":1\0003\0",
                        "-")
                .containsEntry(
                        series + "05265bff\0\0a/abc/" + Long.toHexString(START + 1000) + ":"
                                + Long.toHexString(START + 2 * TestTable.DAY_MILLIS) + ":2\0003\0",
                        "-")
                .hasSize(5);
    }

    @Test
    void chunkOverMidnightIsReplacedByOneWithinTheDay() throws IOException {
        ChunkRef crossing = new ChunkRef(A, 0xabc, START + 1000, START + TestTable.DAY_MILLIS + 77, 2);
        ChunkRef within = new ChunkRef(A, 0xabc, START + 1000, START + 2000, 9);
        ChunkRef before = new ChunkRef(A, 0xabc, START - 2000, START - 1000, 9);
        LokiRows rows = new LokiRows(9).chunk(WEB, crossing, DAY);

        assertThat(rows(build(
                        table(rows),
                        edits((chunk, labels) -> List.of(within, before)),
                        GoldenTables.period("2020-01-01", IndexKind.BOLTDB, 9))))
                .isEqualTo(text(new LokiRows(9).chunk(WEB, within, DAY)));
    }

    @Test
    void tableOfAWeekKeepsRowsOfEachOfItsDays() throws IOException {
        long week = 2811; // days 19677 to 19683
        ChunkRef two =
                new ChunkRef(A, 0xabc, 19_678 * TestTable.DAY_MILLIS - 10, 19_678 * TestTable.DAY_MILLIS + 10, 1);
        ChunkRef late = new ChunkRef(A, 0xabc, 19_683 * TestTable.DAY_MILLIS, 19_684 * TestTable.DAY_MILLIS + 10, 2);
        ChunkRef moved = new ChunkRef(A, 0xabc, 19_679 * TestTable.DAY_MILLIS - 10, 19_680 * TestTable.DAY_MILLIS, 3);
        LokiRows rows = new LokiRows(11).chunk(WEB, two).chunk(WEB, late, 19_683);
        TestTable table = new TestTable(temporary);
        table.store.put(
                ObjectKey.of("index/index_" + week + "/ingester-0-1699919000123456789-1699920900.gz"),
                TestTable.gzip(rows.file()));

        MergeResult result = build(
                table,
                edits((chunk, labels) -> chunk.equals(two) ? List.of(moved) : List.of(chunk)),
                GoldenTables.period("2020-01-01", IndexKind.BOLTDB, 11));

        LokiRows expected = new LokiRows(11).chunk(WEB, late, 19_683);
        for (long day = 19_678; day <= 19_680; day++) {
            expected.chunk(WEB, moved, day);
        }
        assertThat(rows(result)).isEqualTo(text(expected));
        assertThat(result.outputs().get(0).chunkRows()).isEqualTo(4);
        assertThat(result.outputs().get(0).series()).isEqualTo(4);
        FileCheck.check(result.outputs().get(0), temporary);
    }

    @Test
    void bucketsOfTenantsGoToTheirFoldersBesideTheCommonFile() throws IOException {
        LokiRows common = new LokiRows(12).chunk(WEB, chunk(A, 1), DAY);
        LokiRows ofB = new LokiRows(12).chunk(WEB, chunk(B, 2), DAY);
        LokiRows olderOfB = new LokiRows(12).chunk(DB, chunk(B, 3), DAY);
        TestTable table = new TestTable(temporary);
        table.putPacked(
                "ingester-0-1699919000123456789-1699920900.gz",
                new BoltFileBuilder(4096)
                        .bucket("index", common.rows())
                        .bucket("b", ofB.rows())
                        .build());
        table.putPacked("b/compactor-1699990000.gz", olderOfB.file());
        table.putPacked(
                "c/compactor-1699990000.gz",
                new LokiRows(12).chunk(WEB, chunk(TenantId.of("c"), 2), DAY).file());

        MergeResult result = build(table, RowEdits.NONE);

        assertThat(result.outputs())
                .extracting(file -> file.key(""))
                .containsExactly("compactor-1800000000000000000.r.gz", "b/compactor-1800000000000000000.r.gz");
        assertThat(rows(result.outputs().get(0))).isEqualTo(text(common));
        olderOfB.rows().putAll(ofB.rows());
        assertThat(rows(result.outputs().get(1))).isEqualTo(text(olderOfB));
        assertThat(result.kept())
                .singleElement()
                .satisfies(file -> assertThat(file.key()).contains("/c/"));
    }

    @Test
    void rowsMovedToAnotherTenantsFolderMeetThoseThatAreThere() throws IOException {
        TestTable table = new TestTable(temporary);
        table.putPacked(
                "a/compactor-1699990000.gz",
                new LokiRows(12).chunk(WEB, chunk(A, 1), DAY).file());
        table.putPacked(
                "b/compactor-1699990000.gz",
                new LokiRows(12).chunk(WEB, chunk(B, 2), DAY).file());
        RowEdits edits = new RowEdits() {
            @Override
            public boolean concerns(TenantId tenant) {
                return tenant.equals(A);
            }

            @Override
            public List<IndexedChunk> edit(TenantId tenant, @Nullable Labels labels, IndexedChunk chunk) {
                return List.of(new IndexedChunk(chunk(B, 1), null));
            }
        };

        MergeResult result = build(table, edits);

        assertThat(rows(result))
                .isEqualTo(text(new LokiRows(12).chunk(WEB, chunk(B, 1), DAY).chunk(WEB, chunk(B, 2), DAY)));
        assertThat(result.replaced()).hasSize(2);
        assertThat(result.outputs().get(0).set().tenant()).isEqualTo(B);
    }

    @Test
    void rowsOfOthersInATenantsFolderAreRefused() throws IOException {
        TestTable table = new TestTable(temporary);
        table.putPacked(
                "b/compactor-1.gz",
                new LokiRows(12).chunk(WEB, chunk(A, 1), DAY).file());
        table.putPacked(
                "b/compactor-2.gz",
                new LokiRows(12).chunk(WEB, chunk(B, 1), DAY).file());

        assertThatThrownBy(() -> build(table, RowEdits.NONE))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("/b/compactor-1.gz")
                .hasMessageContaining("tenant of a row in the index of b: expected b, found a");
    }

    @Test
    void bucketsThatLokiWouldNotReadAreRefused() throws IOException {
        LokiRows rows = new LokiRows(12).chunk(WEB, chunk(B, 1), DAY);
        TestTable table = new TestTable(temporary);
        table.putPacked(
                "b/compactor-1.gz",
                new BoltFileBuilder(4096)
                        .bucket("b", rows.rows())
                        .bucket("index", rows.rows())
                        .build());
        table.putPacked("b/compactor-2.gz", rows.file());

        assertThatThrownBy(() -> build(table, RowEdits.NONE))
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessageContaining("buckets of a file of tenant b");
    }
}
