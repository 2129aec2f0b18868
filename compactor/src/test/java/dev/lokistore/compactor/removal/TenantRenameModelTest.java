package dev.lokistore.compactor.removal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.engine.EngineRuns;
import dev.lokistore.compactor.engine.RunReport;
import dev.lokistore.compactor.guard.Consent;
import dev.lokistore.compactor.guard.LokiTimes;
import dev.lokistore.compactor.guard.Objection;
import dev.lokistore.compactor.model.CrashTrial;
import dev.lokistore.compactor.model.RandomStore;
import dev.lokistore.compactor.model.StoreModel;
import dev.lokistore.compactor.model.StoreView;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.Effort;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.query.Row;
import dev.lokistore.index.rules.RuleGroupKey;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All of one tenant becomes another's, nothing of the others changes. */
@Tag("one-runtime")
class TenantRenameModelTest {
    private static final Instant NOW = RandomStore.NOW;
    private static final TenantId NEW = TenantId.of("team-renamed");

    @TempDir
    private Path folder;

    private final List<String> told = new ArrayList<>();

    static IntStream seeds() {
        return IntStream.range(1700, 1700 + Effort.of(5, 200));
    }

    static IntStream crashSeeds() {
        return IntStream.range(1800, 1800 + Effort.of(2, 30));
    }

    private static TenantId tenant(RandomStore random) {
        return TenantId.of(
                random.model().tenants().stream().sorted().findFirst().orElseThrow());
    }

    private record Renamed(Plan plan, TenantRename.Result result) {}

    private Renamed rename(LokiStore loki, TenantId from, TenantId to) throws IOException {
        return rename(loki, from, to, Removals.NO_CONSENT);
    }

    private Renamed rename(LokiStore loki, TenantId from, TenantId to, Consent consent) throws IOException {
        try (PlanWriter plan = new PlanWriter(Removals.header(loki, NOW, true), folder);
                ChunkInventory objects = loki.inventory(Set.of(from), (key, cause) -> told.add(key))) {
            TenantRename rename = new TenantRename(from, to, loki, objects, NOW, LokiTimes.DEFAULT, consent, folder);
            TenantRename.Result result = rename.plan(NOW, Set.of(), plan, (key, cause) -> told.add(key));
            return new Renamed(plan.finish(), result);
        }
    }

    private static Row as(TenantId tenant, Row row) {
        return new Row(tenant.value(), row.labels(), row.ts(), row.line(), row.metadata());
    }

    private static List<Row> of(TenantId tenant, List<Row> rows) {
        return rows.stream().filter(row -> row.tenant().equals(tenant.value())).toList();
    }

    private static List<Row> renamed(TenantId from, List<Row> rows) {
        return rows.stream()
                .map(row -> row.tenant().equals(from.value()) ? as(NEW, row) : row)
                .sorted(Row.ORDER)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyAnswerOfOneBecomesTheOthersAndNothingElseChanges(int seed) throws Exception {
        RandomStore random = RandomStore.of(seed, RandomStore.Size.LARGE, folder);
        TenantId old = tenant(random);
        MemoryObjectStore store = random.copy();
        Map<String, String> before = EngineRuns.contents(store);
        StoreModel others = random.model().without(chunk -> chunk.ref().tenant().equals(old));
        Renamed made = rename(random.open(store, folder).loki(), old, NEW);
        assertThat(made.result().objections()).isEmpty();

        EngineRuns runs = new EngineRuns(folder, NOW);
        RunReport report = runs.begin(store, made.plan());

        assertThat(report.failures()).isEmpty();
        assertThat(report.keptJobs()).isEmpty();
        assertThat(report.keptNamed()).isZero();
        LokiStore end = random.open(store, folder).loki();
        assertThat(StoreView.answers(end, folder))
                .isEqualTo(renamed(old, random.model().answers()));
        StoreModel left = StoreModel.read(end);
        assertThat(left.without(chunk -> chunk.ref().tenant().equals(NEW))).isEqualTo(others);
        assertThat(left.chunks()).hasSameSizeAs(random.model().chunks());
        assertThat(StoreView.rows(end).values().stream().flatMap(Set::stream).map(ChunkRef::tenant))
                .doesNotContain(old);
        assertThat(StoreView.keys(store)).noneMatch(key -> key.contains("/" + old + "/"));
        assertThat(told).isEmpty();
        Map<String, String> moved = EngineRuns.contents(store);
        runs.undo(store, made.plan());
        assertThat(EngineRuns.contents(store)).isEqualTo(before).isNotEqualTo(moved);
    }

    @ParameterizedTest
    @MethodSource("crashSeeds")
    void killedAnywhereEveryLineIsTheOldOnesOrTheNewOnes(int seed) throws Exception {
        RandomStore random = RandomStore.of(seed, RandomStore.Size.SMALL, folder);
        TenantId old = tenant(random);
        List<Row> before = random.model().answers();
        List<Row> after = renamed(old, before);

        new CrashTrial(random, NOW, folder, true, loki -> rename(loki, old, NEW).plan()).run(seed, answers -> {
            Set<Row> found = new HashSet<>(renamed(old, answers));
            assertThat(found).isEqualTo(new HashSet<>(after));
            List<Row> others = answers.stream()
                    .filter(row ->
                            !row.tenant().equals(old.value()) && !row.tenant().equals(NEW.value()))
                    .toList();
            assertThat(others)
                    .isEqualTo(before.stream()
                            .filter(row -> !row.tenant().equals(old.value()))
                            .toList());
            // nobody has a line more often than the old one had it
            assertThat(of(old, before)).containsAll(of(old, answers));
            assertThat(of(NEW, after)).containsAll(of(NEW, answers));
        });
    }

    @Test
    void aChunkThatIsNotWhatItsNameSaysStaysWithTheOldOne() throws Exception {
        RandomStore random = RandomStore.of(1750, RandomStore.Size.SMALL, folder);
        TenantId old = tenant(random);
        MemoryObjectStore store = random.copy();
        LokiStore loki = random.open(store, folder).loki();
        ChunkRef broken = random.model().chunks().stream()
                .map(StoreModel.Chunk::ref)
                .filter(chunk -> chunk.tenant().equals(old))
                .findFirst()
                .orElseThrow();
        ObjectKey key = loki.locate(broken).orElseThrow().key();
        store.put(key, "no chunk".getBytes(StandardCharsets.UTF_8));

        RunReport report = new EngineRuns(folder, NOW)
                .begin(
                        store,
                        rename(random.open(store, folder).loki(), old, NEW).plan());

        assertThat(report.failures()).isEmpty();
        assertThat(report.keptJobs()).hasSize(1);
        LokiStore end = random.open(store, folder).loki();
        assertThat(StoreView.rows(end).values().stream()
                        .flatMap(Set::stream)
                        .filter(chunk -> chunk.tenant().equals(old)))
                .containsOnly(broken);
        assertThat(StoreView.keys(store)).contains(key.value());
    }

    @Test
    void chunksThatNoTableNamesMoveToo() throws Exception {
        RandomStore random = RandomStore.of(1751, RandomStore.Size.SMALL, folder);
        TenantId old = tenant(random);
        MemoryObjectStore store = random.copy();
        store.delete(StoreView.keys(store).stream()
                .filter(key -> key.startsWith("index/"))
                .map(ObjectKey::of)
                .toList());

        new EngineRuns(folder, NOW)
                .begin(
                        store,
                        rename(random.open(store, folder).loki(), old, NEW).plan());

        StoreModel left = StoreModel.read(random.open(store, folder).loki());
        assertThat(left.answers()).isEqualTo(renamed(old, random.model().answers()));
    }

    @Test
    void whoIsThereAlreadyAndTablesThatStayAreAgainstIt() throws Exception {
        RandomStore random = RandomStore.of(1752, RandomStore.Size.SMALL, folder);
        TenantId old = tenant(random);
        MemoryObjectStore store = random.copy();
        List<String> tenants = random.model().tenants().stream().sorted().toList();
        assertThat(rename(random.open(store, folder).loki(), old, TenantId.of(tenants.get(1)))
                        .result()
                        .objections())
                .extracting(Objection::text)
                .singleElement()
                .asString()
                .contains(tenants.get(1));
        store.put(ObjectKey.of(new RuleGroupKey(NEW, "n", "g").format()), new byte[] {1});
        assertThat(rename(random.open(store, folder).loki(), old, NEW).result().objections())
                .extracting(Objection::text)
                .singleElement()
                .asString()
                .contains("rule groups");
        MemoryObjectStore damaged = random.copy();
        String broken = StoreView.keys(damaged).stream()
                .filter(key -> key.startsWith("index/"))
                .filter(key -> key.split("/").length == 3 || key.contains("/" + old + "/"))
                .findFirst()
                .orElseThrow();
        damaged.put(ObjectKey.of(broken), "no index".getBytes(StandardCharsets.UTF_8));
        assertThat(rename(random.open(damaged, folder).loki(), old, NEW, Removals.ANYTHING)
                        .result()
                        .objections())
                .extracting(Objection::text)
                .anyMatch(text -> text.contains("would stay behind"));
        assertThat(told).contains(broken);
    }
}
