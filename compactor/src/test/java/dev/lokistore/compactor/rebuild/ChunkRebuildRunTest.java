package dev.lokistore.compactor.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.compactor.Fixtures;
import dev.lokistore.compactor.engine.EngineRuns;
import dev.lokistore.compactor.engine.PlanStatus;
import dev.lokistore.compactor.engine.RunReport;
import dev.lokistore.compactor.model.RandomStore;
import dev.lokistore.compactor.model.StoreView;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.index.Effort;
import dev.lokistore.index.GoldenStores;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.query.GoldenStore;
import dev.lokistore.index.query.Row;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import dev.lokistore.objectstore.testing.FaultyObjectStore;
import dev.lokistore.objectstore.testing.FaultyObjectStore.Fault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Indexes that were lost, made of chunks alone: of every real store, of random ones, cut off everywhere, and taken back. */
@Tag("one-runtime")
class ChunkRebuildRunTest {
    static final List<String> GOLDEN = GoldenStores.ALL;
    private static final boolean EXHAUSTIVE = Boolean.getBoolean("lokistore.exhaustive");

    @TempDir
    private Path folder;

    private EngineRuns runs() {
        return new EngineRuns(folder, Fixtures.NOW);
    }

    private LokiStore open(ObjectReader store) throws IOException {
        return LokiStore.open(store, OpenOptions.defaults(folder));
    }

    @ParameterizedTest
    @FieldSource("GOLDEN")
    void anIndexMadeOfChunksNamesTheSameChunksAndFindsTheSameEntries(String name) throws Exception {
        MemoryObjectStore store = Fixtures.copy(name);
        SortedMap<String, SortedSet<ChunkRef>> expected = Fixtures.named(store, folder);
        StoreSchema schema = open(store).schema();
        assertThat(expected).isNotEmpty();
        Rebuilds.strip(store, key -> true);
        assertThat(open(store).tables()).isEmpty();
        MemoryObjectStore other = Fixtures.copy(store);

        Plan plan = Rebuilds.plan(store, schema, Rebuilds.ADD, folder).plan();
        RunReport report = runs().begin(store, plan);

        assertThat(report.outcome()).isEqualTo(RunReport.Outcome.DONE);
        assertThat(Fixtures.named(store, folder)).isEqualTo(expected);
        assertThat(open(store).tables()).allMatch(Table::compacted);
        if (GoldenStores.WITH_EXPECTED.contains(name)) {
            List<Row> answers = StoreView.answers(open(store), folder).stream()
                    .filter(row -> !GoldenStore.OUTSIDE_BOUNDS.contains(row.ts()))
                    .toList();
            assertThat(answers).isEqualTo(GoldenStore.load(name).allExpected());
        }
        Rebuilds.Planned again = Rebuilds.plan(store, schema, Rebuilds.ADD, folder);
        assertThat(again.plan().taskCount()).isZero();
        assertThat(again.result().complete()).hasSameSizeAs(expected.keySet());

        Plan same = Rebuilds.plan(other, schema, Rebuilds.ADD, folder).plan();
        assertThat(same.id()).isEqualTo(plan.id());
        runs().begin(other, same);
        assertThat(EngineRuns.contents(other)).isEqualTo(EngineRuns.contents(store));
    }

    /** What Loki's ingesters and its compactor made of the same chunks. */
    @ParameterizedTest
    @ValueSource(strings = {"fs-tsdb-v13-compacted", "fs-multi-period-compacted"})
    void tsdbFilesAreThoseOfLokisCompactor(String name) throws Exception {
        MemoryObjectStore store = Fixtures.copy(name);
        SortedMap<String, byte[]> expected = tsdb(store);
        StoreSchema schema = open(store).schema();
        Rebuilds.strip(store, key -> true);

        runs().begin(store, Rebuilds.plan(store, schema, Rebuilds.ADD, folder).plan());

        SortedMap<String, byte[]> made = tsdb(store);
        assertThat(made.keySet()).isEqualTo(expected.keySet()).isNotEmpty();
        made.forEach((place, bytes) -> assertThat(bytes).as(place).isEqualTo(expected.get(place)));
    }

    /** Unpacked, by table and tenant. */
    private SortedMap<String, byte[]> tsdb(ObjectReader store) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        for (Table table : open(store).tables()) {
            for (TableFile file : table.files()) {
                if (file.key().endsWith(".tsdb.gz")) {
                    byte[] packed = store.readAll(file.object().key(), 1 << 28);
                    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
                        files.put(table.name() + "/" + file.tenant(), in.readAllBytes());
                    }
                }
            }
        }
        return files;
    }

    static IntStream seeds() {
        return IntStream.range(0, Effort.of(6, 300));
    }

    /** Half of the index files are lost: uploads, compacted ones, whole tables. */
    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsLeftOfAnIndexIsCompleted(int seed) throws Exception {
        RandomStore random = RandomStore.of(seed, RandomStore.Size.LARGE, folder);
        MemoryObjectStore store = random.copy();
        SortedMap<String, SortedSet<ChunkRef>> expected =
                StoreView.rows(random.open(store, folder).loki());
        Random lots = new Random(seed);
        Rebuilds.strip(store, key -> lots.nextBoolean());
        ChunkRebuild.Request request = Rebuilds.request(
                RandomStore.NOW,
                seed % 3 == 2 ? ChunkRebuild.Remnants.IGNORED : ChunkRebuild.Remnants.UNITED,
                Set.of());

        Rebuilds.Planned planned = Rebuilds.plan(store, random.schema(), request, folder);
        assertThat(planned.result().objections()).isEmpty();
        RunReport report = new EngineRuns(folder, RandomStore.NOW).begin(store, planned.plan());

        assertThat(report.failures()).isEmpty();
        assertThat(report.outcome()).isEqualTo(RunReport.Outcome.DONE);
        LokiStore loki = random.open(store, folder).loki();
        assertThat(StoreView.rows(loki)).isEqualTo(expected);
        assertThat(StoreView.answers(loki, folder)).isEqualTo(random.model().answers());
    }

    /** By a word of the test what is lost before. */
    private static Predicate<String> lost(String what) {
        return switch (what) {
            case "all" -> key -> true;
            case "halves" -> key -> key.contains("/write-0-") || key.endsWith("0.gz") || key.contains("_20775/");
            case "none" -> key -> false;
            default -> throw new IllegalArgumentException(what);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "fs-boltdb-v11, all, false, CRASH_BEFORE",
        "fs-multi-period, all, false, CRASH_AFTER",
        "minio-boltdb-v12, halves, false, CRASH_BEFORE",
        "minio-boltdb-v12, halves, false, CRASH_AFTER",
        "fs-multi-period-compacted, none, true, CRASH_BEFORE",
        "fs-multi-period-compacted, halves, true, CRASH_AFTER"
    })
    void killedAnywhereNothingIsUnnamedThatWasNamed(String name, String lost, boolean replace, Fault fault)
            throws Exception {
        MemoryObjectStore original = Fixtures.copy(name);
        SortedMap<String, SortedSet<ChunkRef>> whole = Fixtures.named(original, folder);
        StoreSchema schema = open(original).schema();
        Rebuilds.strip(original, lost(lost));
        SortedMap<String, SortedSet<ChunkRef>> left = Fixtures.named(original, folder);
        ChunkRebuild.Request request = replace ? Rebuilds.REPLACE : Rebuilds.ADD;
        Map<String, String> beginning = EngineRuns.contents(original);
        MemoryObjectStore done = Fixtures.copy(original);
        FaultyObjectStore counting = new FaultyObjectStore(done, FaultyObjectStore.CHANGES, fault, -1);
        Plan first = Rebuilds.plan(original, schema, request, folder).plan();
        assertThat(first.taskCount()).isPositive();
        runs().begin(counting, first);
        Map<String, String> end = EngineRuns.contents(done);
        assertThat(Fixtures.named(done, folder)).isEqualTo(whole);
        // what scripts/examples/policies/index-changes.json allows
        assertThat(counting.log())
                .flatMap(line -> List.of(line.split("[ ,\\[\\]]+")))
                .filteredOn(word -> word.contains("/"))
                .isNotEmpty()
                .allMatch(key -> key.startsWith("index/") || key.startsWith(".lokistore/"));

        int step = EXHAUSTIVE ? 1 : 19;
        for (int at = fault == Fault.CRASH_AFTER ? 2 : 0; at < counting.calls(); at += step) {
            MemoryObjectStore store = Fixtures.copy(original);
            Plan plan = Rebuilds.plan(store, schema, request, folder).plan();
            EngineRuns runs = runs();
            FaultyObjectStore faulty = new FaultyObjectStore(store, FaultyObjectStore.CHANGES, fault, at);
            assertThatThrownBy(() -> runs.begin(faulty, plan)).isInstanceOf(FaultyObjectStore.Crash.class);
            SortedMap<String, SortedSet<ChunkRef>> now = Fixtures.named(store, folder);
            left.forEach((table, chunks) -> assertThat(now.get(table)).containsAll(chunks));
            now.forEach((table, chunks) -> assertThat(whole.get(table)).containsAll(chunks));

            MemoryObjectStore other = Fixtures.copy(store);
            if (runs.status(store, plan).phase() != PlanStatus.Phase.PLANNED) {
                runs.resume(store, plan);
                runs.undo(other, plan);
                assertThat(EngineRuns.contents(other)).as("undone from %s", at).isEqualTo(beginning);
            } else {
                runs.begin(store, plan);
            }
            assertThat(EngineRuns.contents(store)).as("at %s", at).isEqualTo(end);
        }
    }
}
