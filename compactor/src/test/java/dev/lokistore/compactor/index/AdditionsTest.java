package dev.lokistore.compactor.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.index.TestTable.Stream;
import dev.lokistore.index.ChunkVolume;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.RowEdits;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesSource;
import dev.lokistore.index.boltdb.BoltdbWriter;
import dev.lokistore.index.boltdb.LokiRows;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams that go into a table beside what its files hold. */
class AdditionsTest {
    private static final TenantId A = TenantId.of("a");
    private static final TenantId B = TenantId.of("b");
    private static final Labels WEB = Labels.of("app", "web");

    @TempDir
    private Path temporary = Path.of("");

    private static IndexedChunk chunk(TenantId tenant, int number) {
        long from = TestTable.START + number * 1000L;
        return new IndexedChunk(new ChunkRef(tenant, 0xabc, from, from + 500, number), new ChunkVolume(1, 2));
    }

    private static SeriesSource source(IndexedSeries... series) {
        return () -> new SeriesCursor() {
            private final Iterator<IndexedSeries> all = List.of(series).iterator();
            private IndexedSeries current = series[0];

            @Override
            public boolean next() {
                boolean more = all.hasNext();
                current = more ? all.next() : current;
                return more;
            }

            @Override
            public IndexedSeries series() {
                return current;
            }

            @Override
            public void close() {}
        };
    }

    private static final IndexedChunk ELSEWHERE = new IndexedChunk(
            new ChunkRef(A, 0xabc, TestTable.START - 9, TestTable.START - 1, 5), new ChunkVolume(1, 2));
    private static final SeriesSource MORE = source(
            new IndexedSeries(A, WEB, List.of(chunk(A, 1), chunk(A, 2), ELSEWHERE)),
            new IndexedSeries(B, WEB, List.of(chunk(B, 3))),
            new IndexedSeries(A, WEB, List.of(chunk(A, 2))));

    private MergeResult build(Table table, TestTable made, Additions additions) throws IOException {
        StoreSchema schema = GoldenTables.schema(GoldenTables.period("2020-01-01", additions.kind(), 12));
        MergeOptions options = MergeOptions.of(
                new NameTime(1_800_000_000_000_000_000L),
                schema,
                schema.periods().get(0));
        return TableMerge.build(table, made.store, options, RowEdits.NONE, additions, temporary);
    }

    @Test
    void tsdbFilesOfTheirTenantsAreWrittenAnewAndOthersStay() throws IOException {
        TenantId c = TenantId.of("c");
        TestTable made = new TestTable(temporary)
                .putOfTenant(A, "1-compactor-1-2-3.tsdb.gz", 2, Map.of(new Stream(A, 0xabc, WEB), List.of(chunk(A, 1))))
                .putOfTenant(
                        c, "1-compactor-1-2-3.tsdb.gz", 2, Map.of(new Stream(c, 0xabc, WEB), List.of(chunk(c, 1))));

        MergeResult result = build(made.table(), made, Additions.tsdb(MORE));

        assertThat(result.kept()).hasSize(1);
        assertThat(result.outputs()).extracting(file -> file.set().tenant()).containsExactly(A, B);
        assertThat(result.outputs()).extracting(BuiltFile::chunkRows).containsExactly(2L, 1L);
        made.apply(result);
        assertThat(made.read().keySet()).extracting(Stream::tenant).containsExactlyInAnyOrder(A, B, c);
    }

    @ParameterizedTest
    @EnumSource(BoltdbWriter.Layout.class)
    void boltdbRowsJoinThoseThatAreThere(BoltdbWriter.Layout layout) throws IOException {
        boolean common = layout == BoltdbWriter.Layout.COMMON;
        TestTable made = new TestTable(temporary)
                .putPacked(
                        common ? "compactor-1.gz" : "a/compactor-1.gz",
                        new LokiRows(12)
                                .chunk(WEB, chunk(A, 1).ref(), TestTable.DAY)
                                .file());

        MergeResult result = build(made.table(), made, Additions.boltdb(layout, MORE));

        assertThat(result.replaced()).hasSize(1);
        assertThat(result.outputs()).hasSize(common ? 1 : 2);
        assertThat(result.rows())
                .filteredOn(rows -> rows.tenant().equals(A))
                .singleElement()
                .satisfies(rows -> {
                    assertThat(rows.tally().read().count()).isEqualTo(1);
                    assertThat(rows.tally().added().count()).isEqualTo(3);
                    assertThat(rows.tally().duplicates().count()).isEqualTo(2);
                });
        made.apply(result);
        assertThat(made.read()).hasSize(2);
        assertThat(made.read().get(new Stream(A, 0xabc, WEB)))
                .containsOnlyKeys(chunk(A, 1).ref(), chunk(A, 2).ref());
    }

    @ParameterizedTest
    @EnumSource(IndexKind.class)
    void tableThatIsNotThereYetIsBuilt(IndexKind kind) throws IOException {
        Table none = new Table("index_19675", "index_", TestTable.DAY, TestTable.DAY, TestTable.DAY, List.of());
        TestTable made = new TestTable(temporary);

        MergeResult result = build(none, made, new Additions(kind, BoltdbWriter.Layout.COMMON, MORE));

        assertThat(result.replaced()).isEmpty();
        assertThat(result.outputs().stream().mapToLong(BuiltFile::chunkRows).sum())
                .isEqualTo(3);
        made.apply(result);
        assertThat(made.read()).hasSize(2);
        try (var left = Files.list(temporary)) {
            assertThat(left).isEmpty();
        }
    }
}
