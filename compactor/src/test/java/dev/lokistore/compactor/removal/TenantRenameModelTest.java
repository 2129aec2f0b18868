package dev.lokistore.compactor.removal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.chunk.BlockMeta;
import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.EncodedChunk;
import dev.lokistore.chunk.ReadOptions;
import dev.lokistore.chunk.RenamedChunk;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.engine.EngineRuns;
import dev.lokistore.compactor.engine.RefusedPlanException;
import dev.lokistore.compactor.engine.RunReport;
import dev.lokistore.compactor.guard.Consent;
import dev.lokistore.compactor.guard.LokiTimes;
import dev.lokistore.compactor.guard.Objection;
import dev.lokistore.compactor.model.CrashTrial;
import dev.lokistore.compactor.model.RandomStore;
import dev.lokistore.compactor.model.StoreModel;
import dev.lokistore.compactor.model.StoreView;
import dev.lokistore.compactor.model.StoredRequests;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.plan.Waits;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.Effort;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.deletes.DeleteRequest;
import dev.lokistore.index.deletes.DeleteStores;
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
import java.util.stream.Collectors;
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

    static IntStream requestSeeds() {
        return IntStream.range(1900, 1900 + Effort.of(1, 20));
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

    @ParameterizedTest
    @MethodSource("requestSeeds")
    void killedAnywhereEveryDeleteRequestIsThereOnce(int seed) throws Exception {
        RandomStore random = RandomStore.of(seed, RandomStore.Size.SMALL, folder);
        TenantId old = tenant(random);
        StoredRequests requests = StoredRequests.of(old, folder);
        Set<DeleteRequest> others = requests.of(requests.other());

        new CrashTrial(
                        random,
                        NOW,
                        folder,
                        true,
                        loki -> rename(loki, old, NEW).plan(),
                        requests.objects(),
                        (store, atEnd) -> {
                            for (StoredRequests.Form form : requests.read(store)) {
                                assertThat(form.of(requests.other())).isEqualTo(others);
                                boolean moved = form.of(old).isEmpty();
                                assertThat(moved || !atEnd).isTrue();
                                assertThat(form.of(moved ? NEW : old)).hasSize(2);
                                assertThat(form.of(moved ? old : NEW)).isEmpty();
                                assertThat(states(form.of(moved ? NEW : old))).isEqualTo(states(requests.of(old)));
                            }
                        })
                .run(seed, answers -> {});
    }

    /** All but whose they are. */
    private static Map<String, List<Object>> states(Set<DeleteRequest> requests) {
        return requests.stream()
                .collect(Collectors.toMap(
                        DeleteRequest::requestId,
                        request -> List.of(
                                request.query(),
                                request.from(),
                                request.through(),
                                request.createdAt(),
                                request.status())));
    }

    @Test
    void undoGivesDeleteRequestsBackUnlessSomebodyHasMadeOthers() throws Exception {
        RandomStore random = RandomStore.of(1753, RandomStore.Size.SMALL, folder);
        TenantId old = tenant(random);
        StoredRequests requests = StoredRequests.of(old, folder);
        MemoryObjectStore store = random.copyWith(requests.objects());
        Map<String, String> before = EngineRuns.contents(store);
        Plan plan = rename(random.open(store, folder).loki(), old, NEW).plan();
        EngineRuns runs = new EngineRuns(folder, NOW);
        runs.begin(store, plan);
        MemoryObjectStore other = RandomStore.copy(store);
        assertThatThrownBy(() -> runs.with(Waits.DEFAULT).undo(store, plan))
                .isInstanceOf(RefusedPlanException.class)
                .hasMessageContaining("--loki-stopped");
        runs.with(Waits.NONE);

        runs.undo(store, plan);

        assertThat(EngineRuns.contents(store)).isEqualTo(before);
        assertThat(store.list(".lokistore/trash/").next()).isFalse();
        ObjectKey key = ObjectKey.of("index/delete_requests/delete_requests.gz");
        other.put(key, DeleteStores.gzip(DeleteStores.boltdb("3:a|=1")));
        assertThatThrownBy(() -> runs.undo(other, plan))
                .isInstanceOf(RefusedPlanException.class)
                .hasMessageContaining(key + " has changed");
    }

    @Test
    void theOldOneKeepsCopiesOfRequestsWhereAChunkOfItStays() throws Exception {
        RandomStore random = RandomStore.of(1754, RandomStore.Size.SMALL, folder);
        TenantId old = tenant(random);
        StoredRequests requests = StoredRequests.of(old, folder);
        MemoryObjectStore store = random.copyWith(requests.objects());
        ChunkRef broken = random.model().chunks().stream()
                .map(StoreModel.Chunk::ref)
                .filter(chunk -> chunk.tenant().equals(old))
                .findFirst()
                .orElseThrow();
        store.put(
                random.open(store, folder).loki().locate(broken).orElseThrow().key(),
                "no chunk".getBytes(StandardCharsets.UTF_8));

        EngineRuns runs = new EngineRuns(folder, NOW);
        Plan plan = rename(random.open(store, folder).loki(), old, NEW).plan();

        RunReport report = runs.begin(store, plan);

        assertThat(report.remarks()).hasSize(2).allMatch(remark -> remark.text().contains("keeps a copy"));
        assertThat(report.keptJobs()).hasSize(1);
        for (StoredRequests.Form form : requests.read(store)) {
            assertThat(states(form.of(NEW))).isEqualTo(states(requests.of(old)));
            assertThat(states(form.of(old)).values())
                    .containsExactlyInAnyOrderElementsOf(
                            states(requests.of(old)).values());
            assertThat(states(form.of(old))).doesNotContainKeys("aaaaaaaa", "bbbbbbbb");
        }
        // nothing of that holds any more
        RunReport undone = runs.undo(store, plan);
        assertThat(undone.remarks()).isEmpty();
        assertThat(undone.keptJobs()).isEmpty();
    }

    @Test
    void aBlockThatCannotBeDecodedMovesAsItIs() throws Exception {
        RandomStore random = RandomStore.of(1755, RandomStore.Size.SMALL, folder);
        TenantId old = tenant(random);
        MemoryObjectStore store = random.copy();
        LokiStore loki = random.open(store, folder).loki();
        ChunkRef sound = random.model().chunks().stream()
                .map(StoreModel.Chunk::ref)
                .filter(chunk -> chunk.tenant().equals(old))
                .findFirst()
                .orElseThrow();
        ObjectKey key = loki.locate(sound).orElseThrow().key();
        byte[] bytes = store.readAll(key, 1 << 20);
        ChunkReader reader = ChunkReader.open(ByteSource.of("sound", bytes), ReadOptions.DEFAULT);
        BlockMeta block = reader.blocks().get(0);
        bytes[(int) block.offset() + block.storedBytes() / 2] ^= 1;
        ChunkRef damaged = new ChunkRef(
                old,
                sound.fingerprint(),
                sound.fromMillis(),
                sound.throughMillis(),
                ChunkReader.checksum(ByteSource.of("damaged", bytes)));
        ChunkReader source = ChunkReader.open(ByteSource.of("damaged", bytes), ReadOptions.DEFAULT);
        source.verify(damaged);
        assertThat(source.blockCrcOk(block)).isFalse();

        EncodedChunk moved = RenamedChunk.of(source, NEW);

        ChunkReader again = ChunkReader.open(ByteSource.of("moved", moved.bytes()), ReadOptions.DEFAULT);
        again.verify(moved.ref());
        assertThat(again.storedBlock(again.blocks().get(0))).isEqualTo(source.storedBlock(block));
        assertThat(again.blockCrcOk(again.blocks().get(0))).isFalse();
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
