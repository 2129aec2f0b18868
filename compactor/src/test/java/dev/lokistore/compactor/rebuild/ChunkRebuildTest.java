package dev.lokistore.compactor.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.chunk.ChunkFormat;
import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.ChunkWriter;
import dev.lokistore.chunk.Codec;
import dev.lokistore.chunk.EncodedChunk;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.StructuredMetadata;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.Fixtures;
import dev.lokistore.compactor.engine.EngineRuns;
import dev.lokistore.compactor.engine.RunReport;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.Table;
import dev.lokistore.objectstore.CountingStore;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.Operation;
import dev.lokistore.objectstore.StoreStats;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunkRebuildTest {
    private static final String BOLTDB = "minio-boltdb-v12";
    private static final String TSDB = "fs-multi-period-compacted";
    private static final TenantId TEAM_A = TenantId.of("team-a");

    @TempDir
    private Path folder;

    private EngineRuns runs() {
        return new EngineRuns(folder, Fixtures.NOW);
    }

    private LokiStore open(ObjectReader store) throws IOException {
        return LokiStore.open(store, OpenOptions.defaults(folder));
    }

    private SortedMap<String, SortedSet<ChunkRef>> named(ObjectReader store) throws IOException {
        return Fixtures.named(store, folder);
    }

    private static StoreSchema oneTsdbPeriod(String from) {
        SchemaPeriod period = new SchemaPeriod(
                LocalDate.parse(from), IndexKind.TSDB, 13, "index_", Duration.ofDays(1), "index/", 16, "s3");
        return new StoreSchema(List.of(period), StoreSchema.Origin.CONFIGURED, List.of());
    }

    /** Chunks as large as Loki makes them: 8 KiB from each end, and nothing else. */
    @Test
    void of16KiBOfAChunkAnIndexIsMade() throws Exception {
        CountingStore store = new CountingStore(new MemoryObjectStore(Clock.fixed(Fixtures.NOW, ZoneOffset.UTC)));
        int count = 5;
        long size = 0;
        for (int i = 0; i < count; i++) {
            size += write(store, i);
        }
        assertThat(size).isGreaterThan(count * (1L << 20));
        Rebuilds.Planned planned = Rebuilds.plan(store, oneTsdbPeriod("2020-01-01"), Rebuilds.ADD, folder);
        StoreStats before = store.stats();
        runs().begin(store, planned.plan());
        StoreStats used = store.stats().since(before);

        assertThat(named(store).get("index_20787")).hasSize(count);
        long written = open(store).tables().get(0).storedBytes();
        // journal, lock and plan, and the new file, which is read back
        long own = 20_000 + 2 * written;
        assertThat(used.bytesRead()).isBetween(count * (16L << 10) - 1000, count * (16L << 10) + own);
        assertThat(used.requests(Operation.READ)).isLessThanOrEqualTo(2 * count + 10);
        assertThat(planned.plan().totals().requests()).isGreaterThanOrEqualTo(2 * count);
    }

    private static long write(CountingStore store, int seed) throws IOException {
        ChunkWriter writer =
                new ChunkWriter(TEAM_A, seed, Labels.of("app", "a" + seed), ChunkFormat.of(4, Codec.SNAPPY));
        Random random = new Random(seed);
        long start = Instant.parse("2026-11-30T05:00:00Z").toEpochMilli();
        for (int i = 0; i < 8_000; i++) {
            byte[] line = new byte[150];
            random.nextBytes(line);
            writer.append((start + i) * 1_000_000, line, StructuredMetadata.EMPTY);
        }
        EncodedChunk encoded = writer.finish();
        store.put(ObjectKey.of(ChunkKeyScheme.NESTED.format(encoded.ref())), encoded.bytes());
        return encoded.bytes().length;
    }

    /** A table of which a part is left costs no request for what that part names. */
    @Test
    void onlyHeadersOfChunksAreReadThatNoTableNames() throws Exception {
        MemoryObjectStore memory = Fixtures.copy(BOLTDB);
        SortedMap<String, SortedSet<ChunkRef>> whole = named(memory);
        StoreSchema schema = open(memory).schema();
        Rebuilds.strip(memory, key -> key.contains("/write-0-"));
        long left = named(memory).values().stream().mapToLong(Set::size).sum();
        long all = whole.values().stream().mapToLong(Set::size).sum();
        CountingStore store = new CountingStore(memory);
        Rebuilds.Planned planned = Rebuilds.plan(store, schema, Rebuilds.ADD, folder);

        assertThat(planned.result().chunks()).isEqualTo(all - left);
        StoreStats before = store.stats();
        RunReport report = runs().begin(store, planned.plan());
        assertThat(store.stats().since(before).requests(Operation.READ)).isLessThan(all - left + 60);
        assertThat(report.objectsDeleted()).as("united with what was left").isEqualTo(3);
        assertThat(named(store)).isEqualTo(whole);
    }

    @Test
    void chunksThatCannotBeReadGetNoRowAndAreTold() throws Exception {
        MemoryObjectStore store = Fixtures.copy(BOLTDB);
        SortedMap<String, SortedSet<ChunkRef>> whole = named(store);
        StoreSchema schema = open(store).schema();
        ChunkRef broken = whole.get("loki_index_20777").first();
        ObjectKey key = open(store).keyOf(broken);
        store.put(key, "this is no chunk any more".getBytes(StandardCharsets.UTF_8));
        Rebuilds.strip(store, name -> true);

        RunReport report = runs().begin(
                        store,
                        Rebuilds.plan(store, schema, Rebuilds.ADD, folder).plan());

        assertThat(report.outcome()).isEqualTo(RunReport.Outcome.PARTIAL);
        assertThat(report.failures()).isEmpty();
        assertThat(report.remarks()).isNotEmpty().allSatisfy(remark -> {
            assertThat(remark.subject()).isEqualTo(key.value());
            assertThat(remark.text()).contains("it gets no row");
        });
        whole.values().forEach(chunks -> chunks.remove(broken));
        assertThat(named(store)).isEqualTo(whole);
    }

    @Test
    void aTableWithoutAnyReadableChunkFailsAloneAndKeepsWhatItHas() throws Exception {
        MemoryObjectStore store = Fixtures.copy(BOLTDB);
        SortedMap<String, SortedSet<ChunkRef>> whole = named(store);
        StoreSchema schema = open(store).schema();
        for (ChunkRef chunk : whole.get("loki_index_20777")) {
            store.put(open(store).keyOf(chunk), new byte[0]);
        }

        RunReport report = runs().begin(
                        store,
                        Rebuilds.plan(store, schema, Rebuilds.REPLACE, folder).plan());

        assertThat(report.outcome()).isEqualTo(RunReport.Outcome.PARTIAL);
        assertThat(report.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.subject()).isEqualTo("loki_index_20777");
            assertThat(failure.error()).contains("chunks that can be read");
        });
        assertThat(named(store).get("loki_index_20777")).isEqualTo(whole.get("loki_index_20777"));
    }

    @Test
    void aBrokenFileIsReplacedOnlyOnRequest() throws Exception {
        MemoryObjectStore store = Fixtures.copy(BOLTDB);
        SortedMap<String, SortedSet<ChunkRef>> whole = named(store);
        StoreSchema schema = open(store).schema();
        Table table = open(store).tables().get(1);
        ObjectKey key = table.files().get(0).object().key();
        byte[] bytes = store.readAll(key, 1 << 30);
        bytes[bytes.length / 2] ^= 0x10;
        store.put(key, bytes);

        Rebuilds.Planned planned = Rebuilds.plan(store, schema, Rebuilds.ADD, folder);
        assertThat(planned.plan().taskCount()).isZero();
        assertThat(planned.result().objections())
                .singleElement()
                .satisfies(objection -> assertThat(objection.text())
                        .contains(table.name())
                        .contains(key.value())
                        .contains("--replace"));
        RulingSchema ruling = RulingSchema.configured(schema);
        Rebuilds.Planned replacing = Rebuilds.plan(
                store, ruling, Rebuilds.REPLACE, folder -> folder.name().equals(table.name()), folder);
        assertThat(replacing.result().objections()).isEmpty();
        RunReport report = runs().begin(store, replacing.plan());

        assertThat(report.outcome()).isEqualTo(RunReport.Outcome.DONE);
        assertThat(report.objectsDeleted()).isEqualTo(2);
        assertThat(named(store)).isEqualTo(whole);
    }

    @Test
    void oneTenantOfATable() throws Exception {
        MemoryObjectStore store = Fixtures.copy(TSDB);
        SortedMap<String, SortedSet<ChunkRef>> whole = named(store);
        StoreSchema schema = open(store).schema();
        Rebuilds.strip(store, key -> key.contains("/team-"));
        ChunkRebuild.Request request = Rebuilds.request(Fixtures.NOW, ChunkRebuild.Remnants.UNITED, Set.of(TEAM_A));

        runs().begin(store, Rebuilds.plan(store, schema, request, folder).plan());

        SortedMap<String, SortedSet<ChunkRef>> named = named(store);
        whole.forEach((table, chunks) -> {
            SortedSet<ChunkRef> own = new TreeSet<>(chunks);
            own.removeIf(chunk -> table.startsWith("tsdb_") && !chunk.tenant().equals(TEAM_A));
            assertThat(named.getOrDefault(table, new TreeSet<>())).as(table).isEqualTo(own);
        });
        // boltdb's common files hold everybody's rows
        ChunkRebuild.Request replace = Rebuilds.request(Fixtures.NOW, ChunkRebuild.Remnants.IGNORED, Set.of(TEAM_A));
        Rebuilds.Planned planned = Rebuilds.plan(store, schema, replace, folder);
        assertThat(planned.result().objections())
                .isNotEmpty()
                .allSatisfy(objection -> assertThat(objection.subject()).startsWith("loki_index_"));
        runs().begin(store, planned.plan());
        assertThat(named(store)).isEqualTo(named);
    }

    @Test
    void chunksUnderKeysOfAnotherSchemaAreNotTakenForItsOwn() throws Exception {
        MemoryObjectStore store = Fixtures.copy("fs-boltdb-v11");
        Rebuilds.strip(store, key -> true);

        Rebuilds.Planned planned = Rebuilds.plan(store, oneTsdbPeriod("2020-01-01"), Rebuilds.ADD, folder);

        assertThat(planned.plan().taskCount()).isZero();
        assertThat(planned.result().objections())
                .hasSize(3)
                .allSatisfy(objection -> assertThat(objection.text()).contains("schema v13"));
    }

    @Test
    void daysBeforeTheFirstPeriodAndImpossibleTimesAreTold() throws Exception {
        MemoryObjectStore store = Fixtures.copy(BOLTDB);
        Rebuilds.strip(store, key -> true);
        store.put(ObjectKey.of("fake/1/0:ffffffffffff:1"), new byte[] {1});

        Rebuilds.Planned planned = Rebuilds.plan(store, oneTsdbPeriod("2026-11-20"), Rebuilds.ADD, folder);

        assertThat(planned.plan().taskCount()).isEqualTo(1);
        // Loki looks for chunks from before the first period under old keys
        assertThat(planned.result().objections())
                .singleElement()
                .satisfies(objection -> assertThat(objection.subject()).isEqualTo("index_20777"));
        assertThat(planned.result().outside()).containsExactly(LocalDate.parse("2026-11-19"));
        assertThat(planned.problems()).containsOnlyKeys("fake/1/0:ffffffffffff:1");
    }

    @Test
    void chunksThatComeBetweenPlanAndRunFailTheirTables() throws Exception {
        MemoryObjectStore store = Fixtures.copy(BOLTDB);
        SortedMap<String, SortedSet<ChunkRef>> whole = named(store);
        StoreSchema schema = open(store).schema();
        Rebuilds.strip(store, key -> true);
        ObjectKey late = open(store).keyOf(whole.get("loki_index_20776").first());
        byte[] bytes = store.readAll(late, 1 << 30);
        store.delete(List.of(late));
        Rebuilds.Planned planned = Rebuilds.plan(store, schema, Rebuilds.ADD, folder);
        store.put(late, bytes);

        RunReport report = runs().begin(store, planned.plan());

        assertThat(report.outcome()).isEqualTo(RunReport.Outcome.PARTIAL);
        assertThat(report.failures())
                .singleElement()
                .satisfies(failure -> assertThat(failure.error()).contains("when the plan was made"));
    }

    @Test
    void tablesOfTheDayThatIsNotOverAreLeftOut() throws Exception {
        MemoryObjectStore store = Fixtures.copy(BOLTDB);
        StoreSchema schema = open(store).schema();
        Rebuilds.strip(store, key -> true);
        ChunkRebuild.Request request =
                Rebuilds.request(Instant.parse("2026-11-21T12:00:00Z"), ChunkRebuild.Remnants.UNITED, Set.of());

        Rebuilds.Planned planned = Rebuilds.plan(store, schema, request, folder);

        assertThat(planned.plan().taskCount()).isEqualTo(2);
        assertThat(planned.result().objections())
                .extracting(objection -> objection.subject())
                .containsExactly("loki_index_20778");
    }

    @Test
    void daysOfWhichNothingTellsAreNotGuessed() throws Exception {
        MemoryObjectStore store = Fixtures.copy("fs-multi-period");
        StoreSchema configured = open(store).schema();
        SortedMap<String, SortedSet<ChunkRef>> whole = named(store);
        // the last day of the second period
        Rebuilds.strip(store, key -> key.contains("_20775/"));
        LokiStore loki = open(store);
        RulingSchema detected = RulingSchema.detected(loki.detectedSchema(), loki.tables());

        Rebuilds.Planned planned = Rebuilds.plan(store, detected, Rebuilds.ADD, table -> true, folder);
        assertThat(planned.plan().taskCount()).isZero();
        assertThat(planned.result().unknown()).containsExactly(LocalDate.ofEpochDay(20775));

        RulingSchema.Given given = new RulingSchema.Given(IndexKind.BOLTDB, 12, "loki_index_");
        long first;
        try (ChunkInventory chunks = loki.inventory(Set.of(), (key, cause) -> {})) {
            first = ChunkRebuild.firstDay(chunks, LocalDate.EPOCH);
        }
        RulingSchema both = detected.with(given, first, "filesystem");
        Rebuilds.Planned told = Rebuilds.plan(store, both, Rebuilds.ADD, table -> true, folder);
        assertThat(told.result().unknown()).isEmpty();
        runs().begin(store, told.plan());
        assertThat(named(store).keySet()).isEqualTo(whole.keySet());
        assertThat(named(store).get("loki_index_20775")).isEqualTo(whole.get("loki_index_20775"));
        assertThat(both.schema().periods())
                .filteredOn(period -> period.kind() == IndexKind.TSDB)
                .extracting(SchemaPeriod::version)
                .isEqualTo(configured.periods().stream()
                        .filter(period -> period.kind() == IndexKind.TSDB)
                        .map(SchemaPeriod::version)
                        .toList());
    }

    @Test
    void aSchemaWhoseTablesCannotBeToldByNameIsRefused() throws Exception {
        MemoryObjectStore store = Fixtures.copy(BOLTDB);
        SchemaPeriod twoDays = new SchemaPeriod(
                LocalDate.parse("2020-01-01"), IndexKind.BOLTDB, 12, "loki_", Duration.ofDays(2), "index/", 16, "s3");
        StoreSchema schema = new StoreSchema(List.of(twoDays), StoreSchema.Origin.CONFIGURED, List.of());

        assertThatThrownBy(() -> Rebuilds.plan(store, schema, Rebuilds.ADD, folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 days");
    }

    /** Boltdb periods of old; the second one began within a week. */
    @Test
    void tablesOfAWeek() throws Exception {
        MemoryObjectStore store = Fixtures.copy(BOLTDB);
        SortedSet<ChunkRef> all = new TreeSet<>();
        named(store).values().forEach(all::addAll);
        Rebuilds.strip(store, key -> true);
        SchemaPeriod week = new SchemaPeriod(
                LocalDate.parse("2026-11-19"), IndexKind.BOLTDB, 12, "week_", Duration.ofDays(7), "index/", 16, "s3");
        StoreSchema schema = new StoreSchema(List.of(week), StoreSchema.Origin.CONFIGURED, List.of());

        Rebuilds.Planned planned = Rebuilds.plan(store, schema, Rebuilds.ADD, folder);
        assertThat(planned.result().objections()).isEmpty();
        assertThat(runs().begin(store, planned.plan()).failures()).isEmpty();

        assertThat(named(store)).hasSize(1).containsEntry("week_2968", all);
        assertThat(Rebuilds.plan(store, schema, Rebuilds.ADD, folder).plan().taskCount())
                .isZero();
    }
}
