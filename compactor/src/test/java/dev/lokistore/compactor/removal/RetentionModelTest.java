package dev.lokistore.compactor.removal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.compactor.Fixtures;
import dev.lokistore.compactor.engine.EngineRuns;
import dev.lokistore.compactor.engine.PlanStatus;
import dev.lokistore.compactor.engine.RunReport;
import dev.lokistore.compactor.model.RandomStore;
import dev.lokistore.compactor.model.StoreModel;
import dev.lokistore.compactor.model.StoreView;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.retention.RetentionConfig;
import dev.lokistore.compactor.retention.RetentionPolicy;
import dev.lokistore.compactor.retention.RetentionSemantics;
import dev.lokistore.index.Effort;
import dev.lokistore.index.GoldenStores;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.config.ConfigFile;
import dev.lokistore.index.query.Row;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import dev.lokistore.objectstore.testing.FaultyObjectStore;
import dev.lokistore.objectstore.testing.FaultyObjectStore.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Retention against what a page of plain code makes of the same chunks. */
@Tag("one-runtime")
class RetentionModelTest {
    static final List<String> GOLDEN = GoldenStores.WITH_EXPECTED;

    @TempDir
    private Path folder;

    static IntStream seeds() {
        return IntStream.range(0, Effort.of(10, 300));
    }

    static IntStream crashSeeds() {
        return IntStream.range(100, 100 + Effort.of(3, 40));
    }

    /** The rules of the configuration below, said once more. */
    private static Duration period(StoreModel.Chunk chunk) {
        Map<String, String> labels = chunk.labels().asMap();
        if (chunk.tenant().equals("10")) {
            return labels.getOrDefault("app", "").equals("app0") ? Duration.ofDays(365) : Duration.ofDays(1);
        }
        if ("dev".equals(labels.get("env"))) {
            return Duration.ofDays(1);
        }
        return chunk.tenant().equals("fake") ? Duration.ofDays(100_000) : Duration.ofDays(2);
    }

    private static final String CONFIG = """
            compactor: {retention_enabled: true}
            limits_config:
              retention_period: 48h
              retention_stream:
              - {selector: '{env="dev"}', priority: 1, period: 24h}
            runtime_config: {file: overrides.yaml}
            """;
    private static final String OVERRIDES = """
            overrides:
              "10":
                retention_period: 24h
                retention_stream:
                - {selector: '{app="app0"}', priority: 2, period: 1y}
                - {selector: '{app=~"app."}', priority: 1, period: 48h}
                - {selector: '{env=~".+"}', priority: 1, period: 24h}
              fake: {retention_period: 0}
            """;

    private static RetentionPolicy policy() throws IOException {
        ConfigFile config = ConfigFile.of("loki.yaml", CONFIG, name -> Optional.empty());
        ConfigFile overrides = ConfigFile.of("overrides.yaml", OVERRIDES, name -> Optional.empty());
        return RetentionConfig.of(config).policy(List.of(overrides), RetentionSemantics.SAFE);
    }

    /** In the middle of what there is. */
    private static Instant now(int seed) {
        return Instant.ofEpochMilli(RandomStore.FIRST_DAY * RandomStore.DAY_MILLIS)
                .plus(Duration.ofDays(3))
                .plus(Duration.ofMinutes(seed * 97L % 3000));
    }

    private static boolean expired(StoreModel.Chunk chunk, Instant now) {
        return Instant.ofEpochMilli(chunk.ref().throughMillis())
                .plus(period(chunk))
                .isBefore(now);
    }

    /** Rows go with their chunk, and from tables that are themselves past the period. */
    private static SortedMap<String, SortedSet<ChunkRef>> rows(RandomStore random, Instant now) {
        SortedMap<String, SortedSet<ChunkRef>> rows = new TreeMap<>();
        for (StoreModel.Chunk chunk : random.model().chunks()) {
            for (long day = chunk.firstDay(); day <= chunk.lastDay(); day++) {
                SchemaPeriod period =
                        random.schema().periodAt(day * RandomStore.DAY_MILLIS).orElseThrow();
                Instant end = Instant.ofEpochMilli((day + 1) * RandomStore.DAY_MILLIS - 1);
                boolean rowOnly =
                        day < chunk.lastDay() && end.plus(period(chunk)).isBefore(now);
                if (!expired(chunk, now) && !rowOnly) {
                    rows.computeIfAbsent(period.indexPrefix() + day, name -> new TreeSet<>())
                            .add(chunk.ref());
                }
            }
        }
        return rows;
    }

    private Plan plan(LokiStore loki, Instant now) throws IOException {
        RetentionRemoval rule = new RetentionRemoval(policy(), Set.of(), now);
        return Removals.plan(loki, rule, now, Removals.ANYTHING, true, folder).plan();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void takesWhatTheModelTakes(int seed) throws Exception {
        RandomStore random = RandomStore.of(seed, RandomStore.Size.LARGE, folder);
        Instant now = now(seed);
        MemoryObjectStore store = random.copy();
        Plan plan = plan(random.open(store, folder).loki(), now);
        StoreModel after = random.model().without(chunk -> expired(chunk, now));

        RunReport report = new EngineRuns(folder, now).begin(store, plan);

        assertThat(report.failures()).isEmpty();
        assertThat(report.keptNamed()).isZero();
        LokiStore left = random.open(store, folder).loki();
        assertThat(StoreModel.read(left)).isEqualTo(after);
        assertThat(StoreView.rows(left)).isEqualTo(rows(random, now));
        assertThat(StoreView.answers(left, folder)).isEqualTo(after.answers());
        assertThat(plan.totals().bytesFreed())
                .isLessThanOrEqualTo(random.model().storedBytes()
                        - after.storedBytes()
                        + plan.totals().bytesRead());
        // a second run finds nothing
        assertThat(plan(left, now).taskCount()).isZero();
    }

    @ParameterizedTest
    @MethodSource("crashSeeds")
    void killedAnywhereWhatStaysIsAlwaysThere(int seed) throws Exception {
        RandomStore random = RandomStore.of(seed, RandomStore.Size.SMALL, folder);
        Instant now = now(seed);
        List<Row> before = random.model().answers();
        List<Row> after = random.model().without(chunk -> expired(chunk, now)).answers();
        assertThat(after).hasSizeBetween(1, before.size() - 1);
        Map<String, String> beginning = EngineRuns.contents(random.copy());
        MemoryObjectStore whole = random.copy();
        FaultyObjectStore counting = new FaultyObjectStore(whole, FaultyObjectStore.CHANGES, Fault.CRASH_BEFORE, -1);
        new EngineRuns(folder, now)
                .begin(counting, plan(random.open(whole, folder).loki(), now));
        Map<String, String> end = EngineRuns.contents(whole);

        int step = Effort.of(7, 1);
        for (int at = seed % step; at < counting.calls(); at += step) {
            int call = at;
            MemoryObjectStore store = random.copy();
            Plan plan = plan(random.open(store, folder).loki(), now);
            EngineRuns runs = new EngineRuns(folder, now);
            Fault fault = at % 2 == 0 ? Fault.CRASH_BEFORE : Fault.CRASH_AFTER;
            FaultyObjectStore faulty = new FaultyObjectStore(store, FaultyObjectStore.CHANGES, fault, call);
            assertThatThrownBy(() -> runs.begin(faulty, plan)).isInstanceOf(FaultyObjectStore.Crash.class);

            LokiStore found = random.open(store, folder).loki();
            StoreView.rows(found);
            List<Row> answers = StoreView.answers(found, folder);
            assertThat(answers).as("at %s", at).containsAll(after);
            assertThat(new HashSet<>(before)).as("at %s", at).containsAll(answers);

            MemoryObjectStore other = RandomStore.copy(store);
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

    /** What Loki returned for the store, cut where the rule cuts. */
    @ParameterizedTest
    @FieldSource("GOLDEN")
    void goldenStoresLoseWhatIsPast(String name) throws Exception {
        MemoryObjectStore store = Fixtures.copy(name);
        LokiStore loki = LokiStore.open(store, OpenOptions.defaults(folder));
        StoreModel model = StoreModel.read(loki);
        List<Long> ends = model.chunks().stream()
                .map(chunk -> chunk.ref().throughMillis())
                .sorted()
                .toList();
        Duration period = Duration.ofDays(30);
        // the chunk in the middle is kept to its last instant
        Instant cut = Instant.ofEpochMilli(ends.get(ends.size() / 2));
        Instant now = cut.plus(period);
        StoreModel after = model.without(
                chunk -> Instant.ofEpochMilli(chunk.ref().throughMillis()).isBefore(cut));
        AgeRemoval rule = new AgeRemoval(period, Set.of(), List.of(), now);
        Plan plan = Removals.plan(loki, rule, now, Removals.NO_CONSENT, true, folder)
                .plan();

        RunReport report = new EngineRuns(folder, now).begin(store, plan);

        assertThat(report.failures()).isEmpty();
        LokiStore left = LokiStore.open(store, OpenOptions.defaults(folder));
        StoreView.rows(left);
        assertThat(StoreView.answers(left, folder)).isEqualTo(after.answers());
        assertThat(StoreModel.read(left)).isEqualTo(after);
        new EngineRuns(folder, now.plus(Duration.ofDays(1))).undo(store, plan);
        assertThat(EngineRuns.contents(store)).isEqualTo(EngineRuns.contents(Fixtures.copy(name)));
    }
}
