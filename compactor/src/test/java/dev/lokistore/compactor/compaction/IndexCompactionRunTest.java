package dev.lokistore.compactor.compaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.compactor.Fixtures;
import dev.lokistore.compactor.Meanwhile;
import dev.lokistore.compactor.engine.EngineRuns;
import dev.lokistore.compactor.engine.LockedException;
import dev.lokistore.compactor.engine.PlanStatus;
import dev.lokistore.compactor.engine.RunReport;
import dev.lokistore.compactor.engine.StoreLock;
import dev.lokistore.compactor.guard.LokiTimes;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.plan.PlanHeader;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.plan.Waits;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableScan;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import dev.lokistore.objectstore.testing.FaultyObjectStore;
import dev.lokistore.objectstore.testing.FaultyObjectStore.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compaction of real stores, carried out, cut off everywhere, and taken back. */
@Tag("one-runtime")
class IndexCompactionRunTest {
    private static final boolean EXHAUSTIVE = Boolean.getBoolean("lokistore.exhaustive");

    @TempDir
    private Path folder;

    private Plan plan(ObjectReader objects) throws IOException {
        return plan(objects, Integer.MAX_VALUE);
    }

    private Plan plan(ObjectReader objects, int maxTables) throws IOException {
        LokiStore loki = LokiStore.open(objects, OpenOptions.defaults(folder));
        StoreSchema schema = loki.schema();
        PlanHeader header = new PlanHeader(
                "compact index",
                Map.of(),
                Fixtures.NOW,
                objects.name(),
                true,
                Waits.DEFAULT,
                schema.periods(),
                List.of());
        IndexCompaction.Request request = new IndexCompaction.Request(
                Fixtures.NOW, IndexCompaction.Order.NEWEST_FIRST, maxTables, false, false, false);
        try (PlanWriter writer = new PlanWriter(header, folder)) {
            new IndexCompaction(request, schema, LokiTimes.DEFAULT)
                    .plan(loki.tables(), new TableScan(loki.tables(), loki.strays()), writer);
            return writer.finish();
        }
    }

    private EngineRuns runs() {
        return new EngineRuns(folder, Fixtures.NOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"minio-boltdb-v12", "fs-boltdb-v11", "fs-multi-period", "fs-tsdb-v13-snappy"})
    void namesTheSameChunksInOneFileAPlace(String name) throws Exception {
        MemoryObjectStore store = Fixtures.copy(name);
        SortedMap<String, SortedSet<ChunkRef>> before = Fixtures.named(store, folder);

        RunReport report = runs().begin(store, plan(store));

        assertThat(report.outcome()).isEqualTo(RunReport.Outcome.DONE);
        assertThat(report.failures()).isEmpty();
        assertThat(Fixtures.named(store, folder)).isEqualTo(before);
        assertThat(LokiStore.open(store, OpenOptions.defaults(folder)).tables()).allMatch(Table::compacted);
        assertThat(plan(store).taskCount()).isZero();
    }

    @Test
    void theSamePlanForTheSameStore() throws Exception {
        MemoryObjectStore store = Fixtures.copy("fs-multi-period");

        assertThat(plan(store).id()).isEqualTo(plan(store).id());
        assertThat(plan(store, 2).taskCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "minio-boltdb-v12, CRASH_BEFORE", "minio-boltdb-v12, CRASH_AFTER",
        "fs-tsdb-v13-snappy, CRASH_BEFORE", "fs-tsdb-v13-snappy, CRASH_AFTER",
        "fs-multi-period, CRASH_BEFORE", "fs-multi-period, CRASH_AFTER"
    })
    void killedAnywhereNoChunkIsEverUnnamed(String name, Fault fault) throws Exception {
        MemoryObjectStore original = Fixtures.copy(name);
        SortedMap<String, SortedSet<ChunkRef>> named = Fixtures.named(original, folder);
        Map<String, String> beginning = EngineRuns.contents(original);
        MemoryObjectStore whole = Fixtures.copy(original);
        FaultyObjectStore counting = new FaultyObjectStore(whole, FaultyObjectStore.CHANGES, fault, -1);
        runs().begin(counting, plan(original));
        Map<String, String> end = EngineRuns.contents(whole);

        int step = EXHAUSTIVE || !name.equals("fs-multi-period") ? 1 : 9;
        for (int at = 0; at < counting.calls(); at += step) {
            int call = at;
            MemoryObjectStore store = Fixtures.copy(original);
            Plan plan = plan(store);
            EngineRuns runs = runs();
            FaultyObjectStore faulty = new FaultyObjectStore(store, FaultyObjectStore.CHANGES, fault, call);
            assertThatThrownBy(() -> runs.begin(faulty, plan)).isInstanceOf(FaultyObjectStore.Crash.class);
            assertThat(Fixtures.named(store, folder)).as("at %s", at).isEqualTo(named);

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

    /** Between the plan and the run, and at any moment of the run. */
    @ParameterizedTest
    @ValueSource(strings = {"minio-boltdb-v12", "fs-tsdb-v13-snappy"})
    void anUploadThatComesMeanwhileStaysAndIsRead(String name) throws Exception {
        MemoryObjectStore original = Fixtures.copy(name);
        ObjectKey late = Fixtures.upload(original, folder);
        SortedMap<String, SortedSet<ChunkRef>> named = Fixtures.named(original, folder);
        byte[] content = original.readAll(late, 1 << 30);
        original.delete(List.of(late));
        assertThat(Fixtures.named(original, folder)).isNotEqualTo(named);

        boolean happened = true;
        int at = 0;
        for (; happened; at += EXHAUSTIVE ? 1 : 11) {
            MemoryObjectStore store = Fixtures.copy(original);
            Plan plan = plan(store);
            Meanwhile meanwhile = Meanwhile.before(at, () -> store.put(late, content));

            RunReport report = runs().begin(meanwhile.on(store), plan);

            happened = meanwhile.happened();
            assertThat(report.outcome()).isEqualTo(RunReport.Outcome.DONE);
            if (happened) {
                assertThat(store.readAll(late, 1 << 30)).as("at %s", at).isEqualTo(content);
                assertThat(Fixtures.named(store, folder)).as("at %s", at).isEqualTo(named);
            }
        }
        assertThat(at).isGreaterThan(50);
    }

    @Test
    void whileOneRunIsAtWorkAnotherIsRefusedAndHarmsNothing() throws Exception {
        MemoryObjectStore whole = Fixtures.copy("minio-boltdb-v12");
        runs().begin(whole, plan(whole));
        MemoryObjectStore store = Fixtures.copy("minio-boltdb-v12");
        Plan plan = plan(store);
        AtomicInteger refused = new AtomicInteger();
        Meanwhile meanwhile = Meanwhile.beforeEach(() -> {
            if (StoreLock.holder(store).isPresent()) {
                assertThatThrownBy(() -> runs().begin(store, plan)).isInstanceOf(LockedException.class);
                refused.incrementAndGet();
            }
        });

        RunReport report = runs().begin(meanwhile.on(store), plan);

        assertThat(refused).hasValueGreaterThan(50);
        assertThat(report.outcome()).isEqualTo(RunReport.Outcome.DONE);
        assertThat(report.failures()).isEmpty();
        assertThat(EngineRuns.contents(store)).isEqualTo(EngineRuns.contents(whole));
    }
}
