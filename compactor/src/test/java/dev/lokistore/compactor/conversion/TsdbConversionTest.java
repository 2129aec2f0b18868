package dev.lokistore.compactor.conversion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.compactor.Fixtures;
import dev.lokistore.compactor.engine.EngineRuns;
import dev.lokistore.compactor.engine.RunReport;
import dev.lokistore.compactor.index.BoltdbTableBuilder;
import dev.lokistore.compactor.index.BuiltFile;
import dev.lokistore.compactor.index.MergeOptions;
import dev.lokistore.compactor.index.NameTime;
import dev.lokistore.compactor.model.RandomStore;
import dev.lokistore.compactor.model.StoreModel;
import dev.lokistore.compactor.model.StoreView;
import dev.lokistore.compactor.plan.PlannedChunk;
import dev.lokistore.compactor.plan.Work;
import dev.lokistore.index.ChunkVolume;
import dev.lokistore.index.Effort;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.boltdb.BoltdbWriter;
import dev.lokistore.index.schema.LokiConfig;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableReader;
import dev.lokistore.index.table.TableScan;
import dev.lokistore.objectstore.CountingStore;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.Operation;
import dev.lokistore.objectstore.StoreStats;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Conversions of random stores against their models, and of stores with something odd in them. */
@Tag("one-runtime")
class TsdbConversionTest {
    private static final String FIXTURE = "minio-boltdb-v12";

    @TempDir
    private Path folder;

    private EngineRuns runs() {
        return new EngineRuns(folder, Fixtures.NOW);
    }

    static IntStream seeds() {
        return IntStream.range(100, 100 + Effort.of(10, 300));
    }

    private static OpenOptions configured(List<SchemaPeriod> periods, Path folder) {
        String yaml = new StoreSchema(periods, StoreSchema.Origin.CONFIGURED, List.of()).toYaml();
        try {
            LokiConfig config = LokiConfig.parse("loki.yaml", yaml, name -> Optional.empty());
            return OpenOptions.defaults(folder).withConfig(config);
        } catch (IOException e) {
            throw new AssertionError(yaml, e);
        }
    }

    /** Any schema from v9 on, replicas, tenants with the same labels, chunks over midnight and over changes of schema. */
    @ParameterizedTest
    @MethodSource("seeds")
    void randomStoresAnswerAsBeforeByTheNewSchemaAlone(int seed) throws Exception {
        RandomStore random = RandomStore.of(seed, RandomStore.Size.LARGE, folder);
        MemoryObjectStore store = random.copy();
        LokiStore before = random.open(store, folder).loki();
        SortedMap<String, SortedSet<ChunkRef>> expected = renamed(StoreView.rows(before));
        TsdbConversion.Request request = Conversions.request(TsdbConversion.Missing.KEEP, seed % 3 == 0, true);
        Conversions.Planned planned = Conversions.plan(before, request, folder);

        RunReport report = runs().begin(store, planned.plan());

        assertThat(report.failures()).isEmpty();
        assertThat(report.remarks()).isEmpty();
        LokiStore after =
                LokiStore.open(store, configured(planned.plan().header().schema(), folder));
        assertThat(StoreView.rows(after)).isEqualTo(expected);
        assertThat(StoreView.answers(after, folder)).isEqualTo(random.model().answers());
    }

    private static SortedMap<String, SortedSet<ChunkRef>> renamed(SortedMap<String, SortedSet<ChunkRef>> rows) {
        SortedMap<String, SortedSet<ChunkRef>> renamed = new TreeMap<>();
        rows.forEach((name, chunks) -> renamed.put(name.startsWith("tsdb_") ? name : "tsdb_" + name, chunks));
        return renamed;
    }

    @ParameterizedTest
    @EnumSource
    void rowsWithoutObjectsAreListedAndKeptOrLeftBehind(TsdbConversion.Missing missing) throws Exception {
        MemoryObjectStore store = Fixtures.copy(FIXTURE);
        SortedMap<String, SortedSet<ChunkRef>> expected = Fixtures.named(store, folder);
        ChunkRef gone = expected.get("loki_index_20777").first();
        store.delete(List.of(LokiStore.open(store, OpenOptions.defaults(folder)).keyOf(gone)));

        Conversions.Planned planned = Conversions.plan(store, Conversions.request(missing, false, true), folder);
        RunReport report = runs().begin(store, planned.plan());

        assertThat(planned.result().missing()).contains(gone);
        assertThat(planned.result().missingRows()).isPositive();
        boolean keep = missing == TsdbConversion.Missing.KEEP;
        assertThat(kept(planned)).isEqualTo(keep ? List.of(gone) : List.of());
        assertThat(leftBehind(planned)).isEqualTo(keep ? List.of() : List.of(gone));
        assertThat(report.outcome()).isEqualTo(RunReport.Outcome.DONE);
        if (!keep) {
            expected.values().forEach(chunks -> chunks.remove(gone));
        }
        assertThat(Fixtures.named(store, folder)).isEqualTo(renamed(expected));
    }

    private static List<ChunkRef> kept(Conversions.Planned planned) throws IOException {
        SortedSet<ChunkRef> kept = new TreeSet<>();
        for (int i = 0; i < planned.plan().taskCount(); i++) {
            kept.addAll(((Work.Conversion) planned.plan().task(i).work()).missing());
        }
        return List.copyOf(kept);
    }

    private static List<ChunkRef> leftBehind(Conversions.Planned planned) throws IOException {
        SortedSet<ChunkRef> left = new TreeSet<>();
        for (int i = 0; i < planned.plan().taskCount(); i++) {
            planned.plan().task(i).unlists().stream().map(PlannedChunk::chunk).forEach(left::add);
        }
        return List.copyOf(left);
    }

    @Test
    void chunksThatCannotBeReadKeepTheirRowsAndAreTold() throws Exception {
        MemoryObjectStore store = Fixtures.copy(FIXTURE);
        SortedMap<String, SortedSet<ChunkRef>> expected = Fixtures.named(store, folder);
        ChunkRef broken = expected.get("loki_index_20777").first();
        ObjectKey key = LokiStore.open(store, OpenOptions.defaults(folder)).keyOf(broken);
        store.put(key, "this is no chunk any more".getBytes(StandardCharsets.UTF_8));

        RunReport report = runs().begin(
                        store,
                        Conversions.plan(store, Conversions.request(TsdbConversion.Missing.KEEP, false, true), folder)
                                .plan());

        assertThat(report.outcome()).isEqualTo(RunReport.Outcome.PARTIAL);
        assertThat(report.failures()).isEmpty();
        assertThat(report.remarks()).isNotEmpty().allSatisfy(remark -> {
            assertThat(remark.subject()).isEqualTo(key.value());
            assertThat(remark.text()).contains("its row is kept");
        });
        assertThat(Fixtures.named(store, folder)).isEqualTo(renamed(expected));
    }

    /** An ingester that still writes by the old schema. */
    @Test
    void whatComesLaterIsAddedToTheTwin() throws Exception {
        MemoryObjectStore all = Fixtures.copy(FIXTURE);
        SortedMap<String, SortedSet<ChunkRef>> expected = renamed(Fixtures.named(all, folder));
        LokiStore loki = LokiStore.open(all, OpenOptions.defaults(folder));
        MemoryObjectStore store = Fixtures.copy(all);
        ObjectKey late = loki.tables().get(1).files().get(0).object().key();
        store.delete(List.of(late));
        runs().begin(store, Conversions.plan(store, Conversions.PLAIN, folder).plan());
        assertThat(Twins.of(LokiStore.open(store, OpenOptions.defaults(folder))))
                .hasSize(3)
                .allMatch(Twins.Pair::complete);
        store.put(late, all.readAll(late, 1 << 30));
        assertThat(Twins.of(LokiStore.open(store, OpenOptions.defaults(folder))))
                .filteredOn(pair -> !pair.complete())
                .singleElement()
                .satisfies(pair -> assertThat(pair.lacking()).isPositive());

        Conversions.Planned again = Conversions.plan(store, Conversions.PLAIN, folder);
        assertThat(again.result().planned())
                .containsExactly(loki.tables().get(1).name());
        RunReport report = runs().begin(store, again.plan());

        assertThat(report.outcome()).isEqualTo(RunReport.Outcome.DONE);
        assertThat(report.objectsDeleted()).isEqualTo(1);
        assertThat(Fixtures.named(store, folder)).containsAllEntriesOf(expected);
        assertThat(LokiStore.open(store, OpenOptions.defaults(folder)).tables())
                .filteredOn(table -> table.name().startsWith("tsdb_"))
                .allMatch(Table::compacted);
    }

    @Test
    void theSameStoreGivesTheSamePlanAndTheSameBytes() throws Exception {
        MemoryObjectStore one = Fixtures.copy("fs-multi-period");
        MemoryObjectStore other = Fixtures.copy("fs-multi-period");
        Conversions.Planned planned = Conversions.plan(one, Conversions.PLAIN, folder);

        assertThat(Conversions.plan(other, Conversions.PLAIN, folder).plan().id())
                .isEqualTo(planned.plan().id());
        runs().begin(one, planned.plan());
        runs().begin(other, planned.plan());
        assertThat(EngineRuns.contents(one)).isEqualTo(EngineRuns.contents(other));
    }

    /** Boltdb's chunks are small here, so that one request brings all of each. */
    @Test
    void oneRequestForASmallChunkAndNoneToSpeakOfForAnEstimate() throws Exception {
        for (boolean estimated : new boolean[] {false, true}) {
            CountingStore store = new CountingStore(Fixtures.copy(FIXTURE));
            TsdbConversion.Request request = Conversions.request(TsdbConversion.Missing.KEEP, estimated, false);
            Conversions.Planned planned = Conversions.plan(store, request, folder);
            StoreStats before = store.stats();
            runs().begin(store, planned.plan());
            long reads = store.stats().since(before).requests(Operation.READ);

            long chunks = planned.result().chunks();
            assertThat(chunks).isGreaterThan(300);
            // six index files, read twice for an estimate, and what the lock and the journal take
            assertThat(reads).isLessThan(estimated ? 3 * TableConversion.SAMPLE + 100 : chunks + 60);
            assertThat(planned.plan().totals().requests()).isGreaterThanOrEqualTo(estimated ? 96 : chunks);
        }
    }

    @Test
    void anEstimateIsNearTheTruth() throws Exception {
        Map<String, Long> exact = volumes(false);
        Map<String, Long> estimated = volumes(true);

        assertThat(estimated.get("entries")).isBetween(exact.get("entries") / 2, exact.get("entries") * 2);
        assertThat(estimated.get("kilobytes")).isBetween(exact.get("kilobytes") / 2, exact.get("kilobytes") * 2);
    }

    private Map<String, Long> volumes(boolean estimated) throws IOException {
        MemoryObjectStore store = Fixtures.copy(FIXTURE);
        runs().begin(
                        store,
                        Conversions.plan(
                                        store,
                                        Conversions.request(TsdbConversion.Missing.KEEP, estimated, true),
                                        folder)
                                .plan());
        LokiStore loki = LokiStore.open(store, OpenOptions.defaults(folder));
        Map<String, Long> sums = new HashMap<>();
        for (Table table : loki.tables()) {
            try (TableReader reader = loki.openTable(table, Conversions::fail);
                    SeriesCursor series = reader.series(SeriesQuery.ALL)) {
                while (series.next()) {
                    for (IndexedChunk chunk : series.series().chunks()) {
                        ChunkVolume volume = chunk.volume();
                        assertThat(volume).isNotNull();
                        sums.merge("entries", volume.entries(), Long::sum);
                        sums.merge("kilobytes", volume.rawKilobytes(), Long::sum);
                    }
                }
            }
        }
        return sums;
    }

    /** Boltdb periods of old had tables of a week; TSDB has tables of a day only. */
    @Test
    void tablesOfAWeekBecomeTablesOfDays() throws Exception {
        MemoryObjectStore store = Fixtures.copy(FIXTURE);
        SortedMap<String, SortedSet<ChunkRef>> days = Fixtures.named(store, folder);
        Table week = weekly(store);
        SchemaPeriod period = new SchemaPeriod(
                LocalDate.parse("2020-01-01"),
                IndexKind.BOLTDB,
                12,
                "loki_index_",
                Duration.ofDays(7),
                "index/",
                16,
                "s3");
        LokiStore loki = LokiStore.open(store, configured(List.of(period), folder));
        assertThat(loki.tables()).extracting(Table::name).containsExactly(week.name());

        RunReport report = runs().begin(
                        store, Conversions.plan(loki, Conversions.PLAIN, folder).plan());

        assertThat(report.outcome()).isEqualTo(RunReport.Outcome.DONE);
        SortedMap<String, SortedSet<ChunkRef>> named = Fixtures.named(store, folder);
        renamed(days).forEach((name, chunks) -> assertThat(named.get(name)).isEqualTo(chunks));
        loki.refresh();
        TsdbConversion.Request drop = Conversions.request(TsdbConversion.Missing.KEEP, false, true);
        Conversions.Planned dropping = Conversions.plan(loki, drop, folder);
        assertThat(dropping.result().planned()).containsExactly(week.name());
        runs().begin(store, dropping.plan());
        assertThat(Fixtures.named(store, folder).keySet())
                .isEqualTo(renamed(days).keySet());
    }

    /** Puts the rows of all tables into tables of weeks, and removes the daily ones. */
    private Table weekly(MemoryObjectStore store) throws IOException {
        LokiStore loki = LokiStore.open(store, OpenOptions.defaults(folder));
        long number = loki.tables().get(0).firstDay() / 7;
        Table week = TableScan.table("loki_index_" + number, List.of()).orElseThrow();
        assertThat(week.lastDay()).isGreaterThanOrEqualTo(loki.tables().get(2).lastDay());
        SchemaPeriod period = loki.schema().periods().get(0);
        MergeOptions options = MergeOptions.of(new NameTime(1_700_000_000), loki.schema(), period);
        List<ObjectKey> old = new ArrayList<>();
        try (BoltdbTableBuilder builder = new BoltdbTableBuilder(week, options, BoltdbWriter.Layout.COMMON, folder)) {
            for (Table table : loki.tables()) {
                table.files().forEach(file -> old.add(file.object().key()));
                try (TableReader reader = loki.openTable(table, Conversions::fail);
                        SeriesCursor series = reader.series(SeriesQuery.ALL)) {
                    while (series.next()) {
                        builder.add(series.series());
                    }
                }
            }
            for (BuiltFile file : builder.build()) {
                store.put(ObjectKey.of(file.key("index/" + week.name() + "/")), file.path());
            }
        }
        store.delete(old);
        return week;
    }

    /** A write-dedupe cache may suppress label rows; the labels are in the chunks, too. */
    @Test
    void labelsThatTheIndexLacksComeFromTheChunks() throws Exception {
        MemoryObjectStore store = Fixtures.copy("minio-boltdb-v12-compacted");
        SortedMap<String, SortedSet<ChunkRef>> expected = renamed(Fixtures.named(store, folder));
        List<StoreModel.Chunk> chunks = StoreModel.read(LokiStore.open(store, OpenOptions.defaults(folder)))
                .chunks();
        UnlabelledTables.strip(store, folder);
        LokiStore loki = LokiStore.open(store, OpenOptions.defaults(folder));
        assertThat(labels(loki)).as("the index has none").containsOnlyNulls();

        for (boolean estimated : new boolean[] {false, true}) {
            MemoryObjectStore copy = Fixtures.copy(store);
            TsdbConversion.Request request = Conversions.request(TsdbConversion.Missing.KEEP, estimated, true);
            RunReport report =
                    runs().begin(copy, Conversions.plan(copy, request, folder).plan());

            assertThat(report.failures()).isEmpty();
            assertThat(Fixtures.named(copy, folder)).isEqualTo(expected);
            assertThat(labels(LokiStore.open(copy, OpenOptions.defaults(folder))))
                    .hasSameElementsAs(
                            chunks.stream().map(StoreModel.Chunk::labels).toList());
        }
    }

    private static List<Object> labels(LokiStore loki) throws IOException {
        List<Object> labels = new ArrayList<>();
        for (Table table : loki.tables()) {
            try (TableReader reader = loki.openTable(table, (key, lost) -> {});
                    SeriesCursor series = reader.series(SeriesQuery.ALL)) {
                while (series.next()) {
                    IndexedSeries one = series.series();
                    labels.add(one.labels());
                }
            }
        }
        return labels;
    }

    @Test
    void anIndexFileThatIsBrokenKeepsItsTableOut() throws Exception {
        MemoryObjectStore store = Fixtures.copy(FIXTURE);
        LokiStore loki = LokiStore.open(store, OpenOptions.defaults(folder));
        ObjectKey key = loki.tables().get(1).files().get(0).object().key();
        byte[] bytes = store.readAll(key, 1 << 30);
        bytes[bytes.length / 2] ^= 0x10;
        store.put(key, bytes);

        Conversions.Planned planned = Conversions.plan(store, Conversions.PLAIN, folder);

        assertThat(planned.result().planned()).hasSize(2);
        assertThat(planned.result().objections())
                .singleElement()
                .satisfies(objection -> assertThat(objection.text())
                        .contains(loki.tables().get(1).name())
                        .contains(key.value()));
    }

    @Test
    void tablesThatTheNewNamesWouldRunIntoAreLeftAlone() throws Exception {
        ObjectReader store = Fixtures.copy(FIXTURE);
        LokiStore loki = LokiStore.open(store, OpenOptions.defaults(folder));
        ConvertedSchema same = new ConvertedSchema(loki.schema(), "loki_index_");

        Conversions.Planned planned = Conversions.plan(loki, same, Conversions.PLAIN, folder);

        assertThat(planned.plan().taskCount()).isZero();
        assertThat(planned.result().objections())
                .hasSize(3)
                .allSatisfy(objection -> assertThat(objection.text()).contains("--index-prefix"));
    }

    @Test
    void thePeriodsKeepTheirDaysAndVersionsAndOneOfV13ComesBehindThem() throws Exception {
        LokiStore loki = LokiStore.open(Fixtures.copy("fs-boltdb-v11"), OpenOptions.defaults(folder));
        SchemaPeriod old = loki.schema().periods().get(0);
        ConvertedSchema schema = new ConvertedSchema(loki.schema(), null);

        assertThat(schema.periods()).singleElement().satisfies(period -> {
            assertThat(period.kind()).isEqualTo(IndexKind.TSDB);
            assertThat(period.from()).isEqualTo(old.from());
            assertThat(period.version()).isEqualTo(11);
            assertThat(period.indexPrefix()).isEqualTo("tsdb_" + old.indexPrefix());
        });
        List<SchemaPeriod> both = schema.periodsWithNewest(LocalDate.parse("2027-01-01"));
        assertThat(both.get(0)).isEqualTo(schema.periods().get(0));
        assertThat(both).hasSize(2);
        assertThat(both.get(1).from()).isEqualTo(LocalDate.parse("2027-01-01"));
        assertThat(both.get(1).version()).isEqualTo(13);
        LokiStore four = LokiStore.open(Fixtures.copy("fs-multi-period"), OpenOptions.defaults(folder));
        assertThat(new ConvertedSchema(four.schema(), null).periodsWithNewest(LocalDate.parse("2027-01-01")))
                .extracting(SchemaPeriod::from)
                .isEqualTo(
                        four.schema().periods().stream().map(SchemaPeriod::from).toList());
    }
}
