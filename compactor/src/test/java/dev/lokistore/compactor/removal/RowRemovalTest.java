package dev.lokistore.compactor.removal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.Fixtures;
import dev.lokistore.compactor.engine.EngineRuns;
import dev.lokistore.compactor.engine.RunReport;
import dev.lokistore.compactor.guard.Accept;
import dev.lokistore.compactor.guard.Consent;
import dev.lokistore.compactor.guard.LokiTimes;
import dev.lokistore.compactor.guard.Objection;
import dev.lokistore.compactor.model.StoreModel;
import dev.lokistore.compactor.model.StoreView;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.retention.Volume;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.logql.Selector;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where Loki's own retention stumbles. */
class RowRemovalTest {
    private static final Instant NOW = Fixtures.NOW;
    private static final AgeRemoval EVERYTHING = older(Duration.ofDays(1));

    @TempDir
    private Path folder;

    private static AgeRemoval older(Duration age) {
        return new AgeRemoval(age, Set.of(), List.of(), NOW);
    }

    private LokiStore open(MemoryObjectStore store) throws IOException {
        return LokiStore.open(store, OpenOptions.defaults(folder));
    }

    private static void move(MemoryObjectStore store, String from, String to) throws IOException {
        List<ObjectKey> keys = new ArrayList<>();
        try (Listing<ObjectInfo> listing = store.list(from)) {
            while (listing.next()) {
                keys.add(listing.entry().key());
            }
        }
        assertThat(keys).isNotEmpty();
        for (ObjectKey key : keys) {
            store.put(ObjectKey.of(to + key.value().substring(from.length())), store.readAll(key, 1 << 24));
        }
        store.delete(keys);
    }

    /** boltdb, chunks over midnight: Loki 3.6 and 3.7 look for rows of both days in one table, and stop for ever. */
    @Test
    void chunksOverMidnightGoFromBothTables() throws Exception {
        MemoryObjectStore store = Fixtures.copy("fs-multi-period");
        SortedMap<String, SortedSet<ChunkRef>> rows = StoreView.rows(open(store));
        Set<ChunkRef> crossing = new HashSet<>(rows.get("loki_index_20772"));
        crossing.retainAll(rows.get("loki_index_20773"));
        assertThat(crossing).isNotEmpty();

        Plan plan = Removals.plan(open(store), EVERYTHING, NOW, Removals.NO_CONSENT, false, folder)
                .plan();

        Set<ChunkRef> dropped = new HashSet<>();
        for (int i = 0; i < plan.taskCount(); i++) {
            PlanTask task = plan.task(i);
            task.drops().forEach(chunk -> assertThat(dropped.add(chunk.chunk())).isTrue());
            task.unlists().forEach(chunk -> assertThat(dropped).contains(chunk.chunk()));
        }
        RunReport report = new EngineRuns(folder, NOW).begin(store, plan);
        assertThat(report.outcome()).isEqualTo(RunReport.Outcome.DONE);
        assertThat(report.objectsDeleted()).isEqualTo(927);
        assertThat(StoreView.keys(store)).isEmpty();
    }

    /** A table from before the first period, one that no period names so, one whose prefix ends with a digit. */
    @Test
    void oddTableNamesKeepNothing() throws Exception {
        MemoryObjectStore store = Fixtures.copy("fs-multi-period");
        move(store, "index/loki_index_20772/", "index/old20772/");
        move(store, "index/loki_index_20773/", "index/20773/");
        move(store, "index/tsdb_index_20777/", "index/v220777/");
        StoreModel model = StoreModel.read(open(store));
        Duration age = Duration.ofDays(19);
        Instant cut = NOW.minus(age);

        Removals.Planned planned = Removals.plan(open(store), older(age), NOW, Removals.NO_CONSENT, true, folder);
        RunReport report = new EngineRuns(folder, NOW).begin(store, planned.plan());

        assertThat(planned.result().objections()).isEmpty();
        assertThat(report.failures()).isEmpty();
        StoreModel after = model.without(
                chunk -> Instant.ofEpochMilli(chunk.ref().throughMillis()).isBefore(cut));
        assertThat(StoreModel.read(open(store))).isEqualTo(after);
        assertThat(StoreView.answers(open(store), folder)).isEqualTo(after.answers());
    }

    @Test
    void oneBadTableKeepsItsOwnAndNothingElse() throws Exception {
        MemoryObjectStore store = Fixtures.copy("fs-multi-period");
        SortedMap<String, SortedSet<ChunkRef>> rows = StoreView.rows(open(store));
        ObjectKey broken = first(store, "index/loki_index_20773/");
        byte[] bytes = store.readAll(broken, 1 << 24);
        store.put(broken, Arrays.copyOf(bytes, bytes.length / 2));

        List<String> told = new ArrayList<>();
        Plan plan = plan(store, EVERYTHING, told);
        RunReport report = new EngineRuns(folder, NOW).begin(store, plan);

        assertThat(told).singleElement().asString().startsWith(broken.value());
        assertThat(report.failures()).isEmpty();
        // what reaches into the bad table's day stays, whatever it names
        assertThat(report.keptNamed()).isPositive();
        Set<ChunkRef> left = new HashSet<>();
        StoreModel.read(open(store)).chunks().forEach(chunk -> left.add(chunk.ref()));
        assertThat(left).containsAll(rows.get("loki_index_20773"));
        assertThat(left.size()).isLessThan(rows.get("loki_index_20773").size() + 50);
        assertThat(open(store).tables()).extracting(table -> table.name()).containsExactly("loki_index_20773");
    }

    private ObjectKey first(MemoryObjectStore store, String prefix) throws IOException {
        try (Listing<ObjectInfo> listing = store.list(prefix)) {
            listing.next();
            return listing.entry().key();
        }
    }

    private Plan plan(MemoryObjectStore store, RowRule rule, List<String> told) throws IOException {
        LokiStore loki = open(store);
        try (PlanWriter writer = new PlanWriter(Removals.header(loki, NOW, true), folder);
                ChunkInventory objects = loki.inventory(Set.of(), RowRemovalTest::fail)) {
            new RowRemoval(loki, objects, loki.schema(), NOW, LokiTimes.DEFAULT, Removals.ANYTHING, 100)
                    .plan(rule, writer, (key, cause) -> told.add(key + ": " + cause.getMessage()));
            return writer.finish();
        }
    }

    private static void fail(String key, IOException cause) {
        throw new AssertionError(key, cause);
    }

    /** A tenant's broken file keeps that tenant's rows; its neighbours' go. */
    @Test
    void aTenantsBrokenFileIsNobodyElses() throws Exception {
        MemoryObjectStore store = Fixtures.copy("fs-multi-period-compacted");
        ObjectKey broken = first(store, "index/tsdb_index_20777/team-a/");
        store.put(broken, "no index file".getBytes(StandardCharsets.UTF_8));
        List<String> told = new ArrayList<>();

        Plan plan = plan(store, EVERYTHING, told);
        RunReport report = new EngineRuns(folder, NOW).begin(store, plan);

        assertThat(told).singleElement().asString().startsWith(broken.value());
        assertThat(report.failures()).isEmpty();
        assertThat(StoreView.keys(store).stream().filter(key -> key.startsWith("index/")))
                .containsExactly(broken.value());
        StoreModel left = StoreModel.read(open(store));
        assertThat(left.tenants()).containsExactly("team-a");
    }

    @Test
    void streamsThatHaveLostTheirLabelsAreKeptLongest() throws Exception {
        // only boltdb can lose them
        MemoryObjectStore store = Fixtures.copy("fs-boltdb-v11");
        assertThat(new AgeRemoval(
                                Duration.ofDays(1),
                                Set.of(),
                                Selector.parse("{app=~\".*\"}").matchers(),
                                NOW)
                        .verdict(
                                open(store).tables().get(0),
                                new IndexedSeries(TenantId.of("a"), null, List.of()),
                                new ChunkRef(TenantId.of("a"), 1, 0, 1, 2),
                                null))
                .isEqualTo(RowRule.Verdict.KEEP);
    }

    @Test
    void aLimitTakesTheOldestTables() throws Exception {
        MemoryObjectStore store = Fixtures.copy("fs-multi-period");
        LokiStore loki = open(store);
        try (PlanWriter writer = new PlanWriter(Removals.header(loki, NOW, true), folder);
                ChunkInventory objects = loki.inventory(Set.of(), RowRemovalTest::fail)) {
            RemovalResult result = new RowRemoval(
                            loki, objects, loki.schema(), NOW, LokiTimes.DEFAULT, Removals.NO_CONSENT, 2)
                    .plan(EVERYTHING, writer, RowRemovalTest::fail);
            Plan plan = writer.finish();

            assertThat(result.planned()).isEqualTo(2);
            assertThat(result.left()).isEqualTo(5);
            assertThat(plan.task(0).subject()).isEqualTo("loki_index_20772");
            assertThat(plan.task(1).subject()).isEqualTo("loki_index_20773");
        }
    }

    @Test
    void theSamePlanForTheSameStore() throws Exception {
        MemoryObjectStore store = Fixtures.copy("fs-multi-period");
        assertThat(Removals.plan(open(store), EVERYTHING, NOW, Removals.NO_CONSENT, true, folder)
                        .plan()
                        .id())
                .isEqualTo(Removals.plan(open(store), EVERYTHING, NOW, Removals.NO_CONSENT, true, folder)
                        .plan()
                        .id());
    }

    @Test
    void sharesThatNeedAWord() {
        TenantId a = TenantId.of("a");
        SortedMap<TenantId, Volume> all = new TreeMap<>();
        all.put(a, new Volume(10, 1000));
        assertThat(remedies(all, new Volume(5, 500))).isEmpty();
        assertThat(remedies(all, new Volume(6, 10))).containsExactly(Objection.Remedy.HALF);
        assertThat(remedies(all, new Volume(1, 501))).containsExactly(Objection.Remedy.HALF);
        assertThat(remedies(all, new Volume(10, 1000))).containsExactly(Objection.Remedy.EVERYTHING);
        assertThat(remedies(all, Volume.NONE)).isEmpty();
        Objection half = new Objection("", "", Objection.Remedy.HALF);
        Consent everything = new Consent(false, false, Set.of(Accept.EVERYTHING));
        assertThat(half.met(everything)).isTrue();
        assertThat(half.met(new Consent(true, true, Set.of()))).isFalse();
        assertThat(new Objection("", "", Objection.Remedy.EVERYTHING).met(new Consent(true, true, Set.of(Accept.HALF))))
                .isFalse();
    }

    private static List<Objection.Remedy> remedies(SortedMap<TenantId, Volume> all, Volume gone) {
        SortedMap<TenantId, Volume> taken = new TreeMap<>();
        taken.put(TenantId.of("a"), gone);
        return TakenShare.objections(all, taken).stream().map(Objection::remedy).toList();
    }
}
