package dev.lokistore.compactor.removal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.check.Finding;
import dev.lokistore.compactor.digest.Digests;
import dev.lokistore.compactor.engine.EngineRuns;
import dev.lokistore.compactor.engine.RefusedPlanException;
import dev.lokistore.compactor.engine.RunReport;
import dev.lokistore.compactor.guard.Consent;
import dev.lokistore.compactor.guard.LokiTimes;
import dev.lokistore.compactor.model.CrashTrial;
import dev.lokistore.compactor.model.RandomStore;
import dev.lokistore.compactor.model.StoreModel;
import dev.lokistore.compactor.model.StoreView;
import dev.lokistore.compactor.model.StoredRequests;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.plan.Waits;
import dev.lokistore.compactor.proof.ReceiptCheck;
import dev.lokistore.compactor.receipt.Receipt;
import dev.lokistore.compactor.receipt.Receipts;
import dev.lokistore.compactor.removal.TenantPart.Kind;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.Effort;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.deletes.DeleteRequest;
import dev.lokistore.index.deletes.DeleteStores;
import dev.lokistore.index.query.Row;
import dev.lokistore.index.rules.RuleGroupKey;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import dev.lokistore.objectstore.testing.FaultyObjectStore;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All of one tenant goes, nothing of the others. */
class TenantDropModelTest {
    private static final Instant NOW = RandomStore.NOW;

    @TempDir
    private Path folder;

    private final List<String> told = new ArrayList<>();

    static IntStream seeds() {
        return IntStream.range(700, 700 + Effort.of(3, 200));
    }

    static IntStream crashSeeds() {
        return IntStream.range(800, 800 + Effort.of(1, 30));
    }

    private static TenantId tenant(RandomStore random) {
        return TenantId.of(
                random.model().tenants().stream().sorted().findFirst().orElseThrow());
    }

    private record Dropped(Plan plan, List<TenantPart> rows, TenantChunks.Result result) {
        long objects(Kind kind) {
            return rows.stream()
                    .filter(row -> row.kind() == kind && row.why() == null)
                    .mapToLong(TenantPart::objects)
                    .sum();
        }
    }

    private Dropped drop(LokiStore loki, TenantId tenant, Consent consent) throws IOException {
        try (PlanWriter plan = new PlanWriter(Removals.header(loki, NOW, false), folder);
                ChunkInventory objects = loki.inventory(Set.of(tenant), (key, cause) -> told.add(key))) {
            TenantChunks drop = TenantChunks.drop(tenant, loki, objects, NOW, LokiTimes.DEFAULT, consent);
            TenantChunks.Result result = drop.plan(NOW, Set.of(), plan, (key, cause) -> told.add(key));
            List<TenantPart> rows = new ArrayList<>(result.rows());
            rows.addAll(new TenantBelongings(tenant, loki, folder).plan(null, plan, (key, cause) -> told.add(key)));
            return new Dropped(plan.finish(), rows, result);
        }
    }

    private static Set<String> without(Set<String> keys, Set<String> gone) {
        return keys.stream()
                .filter(key -> !key.startsWith("index/") && !gone.contains(key))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everythingOfOneTenantGoesAndNothingElse(int seed) throws Exception {
        RandomStore random = RandomStore.of(seed, RandomStore.Size.LARGE, folder);
        TenantId tenant = tenant(random);
        StoreModel after = random.model().without(chunk -> chunk.ref().tenant().equals(tenant));
        MemoryObjectStore store = random.copy();
        LokiStore loki = random.open(store, folder).loki();
        List<StoreModel.Chunk> own = random.model().chunks().stream()
                .filter(chunk -> chunk.ref().tenant().equals(tenant))
                .toList();
        // one that cannot be decoded, one that is gone, rules of two tenants
        ObjectInfo broken = loki.locate(own.get(0).ref()).orElseThrow();
        store.put(broken.key(), "no chunk".getBytes(StandardCharsets.UTF_8));
        store.delete(List.of(loki.locate(own.get(1).ref()).orElseThrow().key()));
        String rules = new RuleGroupKey(tenant, "n", "g").format();
        String others = new RuleGroupKey(TenantId.of("other"), "n", "g").format();
        store.put(ObjectKey.of(rules), new byte[] {1});
        store.put(ObjectKey.of(others), new byte[] {1});
        Set<String> gone = new HashSet<>(Set.of(rules));
        for (StoreModel.Chunk chunk : own) {
            loki.locate(chunk.ref()).ifPresent(object -> gone.add(object.key().value()));
        }
        Set<String> left = without(StoreView.keys(store), gone);
        Dropped dropped = drop(random.open(store, folder).loki(), tenant, Removals.NO_CONSENT);
        assertThat(dropped.objects(Kind.CHUNKS)).isEqualTo(own.size() - 1);
        assertThat(dropped.objects(Kind.RULES)).isEqualTo(1);
        assertThat(dropped.objects(Kind.ROWS)).isBetween(1L, 5L);

        RunReport report = new EngineRuns(folder, NOW).begin(store, dropped.plan());

        assertThat(report.failures()).isEmpty();
        assertThat(report.keptJobs()).isEmpty();
        assertThat(report.keptNamed()).isZero();
        LokiStore end = random.open(store, folder).loki();
        assertThat(StoreModel.read(end)).isEqualTo(after);
        assertThat(StoreView.answers(end, folder)).isEqualTo(after.answers());
        assertThat(StoreView.rows(end).values().stream().flatMap(Set::stream).map(ChunkRef::tenant))
                .doesNotContain(tenant);
        assertThat(without(StoreView.keys(store), Set.of())).isEqualTo(left);
        assertThat(StoreView.keys(store)).noneMatch(key -> key.contains("/" + tenant + "/"));
        assertThat(drop(end, tenant, Removals.NO_CONSENT).plan().taskCount()).isZero();
        assertThat(told).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("crashSeeds")
    void killedAnywhereTheOthersHaveEverything(int seed) throws Exception {
        RandomStore random = RandomStore.of(seed, RandomStore.Size.SMALL, folder);
        TenantId tenant = tenant(random);
        List<Row> before = random.model().answers();
        List<Row> after = random.model()
                .without(chunk -> chunk.ref().tenant().equals(tenant))
                .answers();

        new CrashTrial(
                        random,
                        NOW,
                        folder,
                        false,
                        loki -> drop(loki, tenant, Removals.NO_CONSENT).plan())
                .run(seed, answers -> {
                    assertThat(answers).containsAll(after);
                    assertThat(new HashSet<>(before)).containsAll(answers);
                });
    }

    @ParameterizedTest
    @MethodSource("crashSeeds")
    void killedAnywhereOthersKeepTheirDeleteRequests(int seed) throws Exception {
        RandomStore random = RandomStore.of(seed + 1, RandomStore.Size.SMALL, folder);
        TenantId tenant = tenant(random);
        StoredRequests requests = StoredRequests.of(tenant, folder);
        Set<DeleteRequest> others = requests.of(requests.other());

        new CrashTrial(
                        random,
                        NOW,
                        folder,
                        false,
                        loki -> drop(loki, tenant, Removals.NO_CONSENT).plan(),
                        requests.objects(),
                        (store, atEnd) -> {
                            for (StoredRequests.Form form : requests.read(store)) {
                                assertThat(form.of(requests.other())).isEqualTo(others);
                                assertThat(form.of(tenant)).isIn(requests.of(tenant), Set.of());
                                assertThat(form.of(tenant).isEmpty() || !atEnd).isTrue();
                            }
                        })
                .run(seed, answers -> {});
    }

    @Test
    void requestsGoWithAReceiptAndNoCopyStays() throws Exception {
        RandomStore random = RandomStore.of(5, RandomStore.Size.SMALL, folder);
        TenantId tenant = tenant(random);
        StoredRequests requests = StoredRequests.of(tenant, folder);
        MemoryObjectStore store = random.copyWith(requests.objects());
        Dropped dropped = drop(random.open(store, folder).loki(), tenant, Removals.NO_CONSENT);
        assertThat(dropped.objects(Kind.REQUESTS)).isEqualTo(2);
        EngineRuns runs = new EngineRuns(folder, NOW);
        assertThatThrownBy(() -> runs.with(Waits.DEFAULT).begin(store, dropped.plan()))
                .isInstanceOf(RefusedPlanException.class)
                .hasMessageContaining("--loki-stopped");
        runs.with(Waits.NONE).begin(store, dropped.plan());

        LokiStore left = random.open(store, folder).loki();
        byte[] file = Receipts.read(dropped.plan().id(), store);
        Receipt receipt = Receipts.parse("receipt", file);
        assertThat(receipt.requests()).hasSize(2).allSatisfy(one -> {
            assertThat(one.tenant()).isEqualTo(tenant);
            assertThat(one.requests()).isEqualTo(2);
            assertThat(one.sha256After())
                    .isEqualTo(Digests.of(store, one.key()))
                    .isNotEqualTo(one.sha256Before());
        });
        assertThat(store.list(".lokistore/trash/").next()).isFalse();
        assertThat(findings(receipt, left, file)).isEmpty();
        // a compactor puts its own copy in the place of ours
        requests.objects().forEach(store::put);
        assertThat(findings(receipt, left, file)).containsExactly("requests-left");
    }

    @Test
    void requestsInAStoreOfWhichSomethingCannotBeReadStayAndAreTold() throws Exception {
        RandomStore random = RandomStore.of(5, RandomStore.Size.SMALL, folder);
        TenantId tenant = tenant(random);
        MemoryObjectStore store = random.copyWith(Map.of(
                ObjectKey.of(DeleteStores.BOLTDB),
                DeleteStores.gzip(DeleteStores.boltdb(
                        "1|" + tenant + ":aaaaaaaa=received",
                        "2:" + tenant + ":aaaaaaaa|1:0:7={app=\"a\"}",
                        "1|zz:bbbbbbbb=odd"))));

        Dropped dropped = drop(random.open(store, folder).loki(), tenant, Removals.NO_CONSENT);

        assertThat(dropped.rows())
                .filteredOn(row -> row.kind() == Kind.REQUESTS)
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.objects()).isOne();
                    assertThat(row.why()).contains("cannot be read");
                });
        new EngineRuns(folder, NOW).begin(store, dropped.plan());
        assertThat(store.readAll(ObjectKey.of(DeleteStores.BOLTDB), 1 << 20)).isNotEmpty();
        assertThat(Receipts.parse("receipt", Receipts.read(dropped.plan().id(), store))
                        .requests())
                .isEmpty();
    }

    private static List<String> findings(Receipt receipt, LokiStore loki, byte[] file) throws IOException {
        return new ReceiptCheck(receipt, loki, List.of(), (key, cause) -> {})
                .run(file).findings().stream().map(Finding::id).toList();
    }

    @Test
    void whereChunksStayRequestsDo() throws Exception {
        RandomStore random = RandomStore.of(6, RandomStore.Size.SMALL, folder);
        TenantId tenant = tenant(random);
        StoredRequests requests = StoredRequests.of(tenant, folder);
        MemoryObjectStore store = random.copyWith(requests.objects());
        Plan plan = drop(random.open(store, folder).loki(), tenant, Removals.NO_CONSENT)
                .plan();
        EngineRuns runs = new EngineRuns(folder, NOW);
        FaultyObjectStore dies =
                new FaultyObjectStore(store, FaultyObjectStore.CHANGES, FaultyObjectStore.Fault.CRASH_AFTER, 6);
        assertThatThrownBy(() -> runs.begin(dies, plan)).isInstanceOf(FaultyObjectStore.Crash.class);
        PlanTask first = plan.task(0);
        store.delete(List.of(first.replaces().get(0).key()));

        RunReport report = runs.resume(store, plan);

        assertThat(report.failures()).isNotEmpty();
        assertThat(report.remarks()).hasSize(2).allMatch(remark -> remark.text().contains("stay"));
        for (StoredRequests.Form form : requests.read(store)) {
            assertThat(form.of(tenant)).isEqualTo(requests.of(tenant));
        }
    }

    @Test
    void chunksThatNoTableNamesGoToo() throws Exception {
        RandomStore random = RandomStore.of(3, RandomStore.Size.SMALL, folder);
        TenantId tenant = tenant(random);
        MemoryObjectStore store = random.copy();
        List<ObjectKey> index = StoreView.keys(store).stream()
                .filter(key -> key.startsWith("index/"))
                .map(ObjectKey::of)
                .toList();
        store.delete(index);

        Dropped dropped = drop(random.open(store, folder).loki(), tenant, Removals.NO_CONSENT);
        long own = random.model().chunks().stream()
                .filter(chunk -> chunk.ref().tenant().equals(tenant))
                .count();
        assertThat(dropped.objects(Kind.UNNAMED)).isEqualTo(own);
        new EngineRuns(folder, NOW).begin(store, dropped.plan());

        assertThat(StoreModel.read(random.open(store, folder).loki()))
                .isEqualTo(random.model().without(chunk -> chunk.ref().tenant().equals(tenant)));
    }

    @Test
    void aTableThatCannotBeReadKeepsTheChunksOfItsDays() throws Exception {
        RandomStore random = RandomStore.of(4, RandomStore.Size.SMALL, folder);
        TenantId tenant = tenant(random);
        MemoryObjectStore store = random.copy();
        String broken = StoreView.keys(store).stream()
                .filter(key -> key.startsWith("index/"))
                .filter(key -> key.split("/").length == 3 || key.contains("/" + tenant + "/"))
                .findFirst()
                .orElseThrow();
        store.put(ObjectKey.of(broken), "no index".getBytes(StandardCharsets.UTF_8));

        Dropped dropped = drop(random.open(store, folder).loki(), tenant, Removals.NO_CONSENT);

        assertThat(told).contains(broken);
        assertThat(dropped.rows()).anyMatch(row -> row.why() != null && row.objects() > 0);
        RunReport report = new EngineRuns(folder, NOW).begin(store, dropped.plan());
        assertThat(report.failures()).isEmpty();
        assertThat(report.keptNamed()).isZero();
        String table = broken.split("/")[1];
        long day = Long.parseLong(table.substring(table.lastIndexOf('_') + 1));
        for (StoreModel.Chunk chunk :
                StoreModel.read(random.open(store, folder).loki()).chunks()) {
            if (chunk.ref().tenant().equals(tenant)) {
                assertThat(day).isBetween(chunk.firstDay(), chunk.lastDay());
            }
        }
    }
}
