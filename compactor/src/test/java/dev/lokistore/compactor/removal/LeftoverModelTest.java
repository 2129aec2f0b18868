package dev.lokistore.compactor.removal;

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
import dev.lokistore.compactor.engine.EngineRuns;
import dev.lokistore.compactor.engine.PlanStatus;
import dev.lokistore.compactor.engine.RunReport;
import dev.lokistore.compactor.guard.LokiTimes;
import dev.lokistore.compactor.model.RandomStore;
import dev.lokistore.compactor.model.StoreModel;
import dev.lokistore.compactor.model.StoreView;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.removal.Leftover.Fate;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.Effort;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.layout.ChunkForm;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import dev.lokistore.objectstore.testing.FaultyObjectStore;
import dev.lokistore.objectstore.testing.FaultyObjectStore.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Chunks that no row names, and rows that name nothing, planted in random stores: found exactly. */
@Tag("one-runtime")
class LeftoverModelTest {
    private static final Instant NOW = RandomStore.NOW;
    private static final Duration AGE = Duration.ofHours(72);

    @TempDir
    private Path folder;

    private final List<String> told = new ArrayList<>();

    static IntStream seeds() {
        return IntStream.range(200, 200 + Effort.of(3, 200));
    }

    static IntStream crashSeeds() {
        return IntStream.range(300, 300 + Effort.of(1, 30));
    }

    /** A store with leftovers. */
    private final class Planted {
        private final RandomStore random;
        private final boolean filesystem;
        private final Map<ObjectKey, byte[]> old = new LinkedHashMap<>();
        private final Map<ObjectKey, byte[]> fresh = new LinkedHashMap<>();
        private final Set<ChunkRef> orphans = new HashSet<>();
        private final Set<ObjectKey> broken = new HashSet<>();
        private final Set<ChunkRef> gone = new HashSet<>();

        Planted(int seed, RandomStore.Size size) throws IOException {
            Random dice = new Random(seed);
            random = RandomStore.of(seed, size, folder);
            filesystem = random.open(random.copy(), folder).loki().layout().filesystemNames();
            for (int i = 0; i < 6; i++) {
                EncodedChunk orphan = chunk(dice, i);
                old.put(key(orphan.ref()), orphan.bytes());
                orphans.add(orphan.ref());
            }
            EncodedChunk young = chunk(dice, 7);
            fresh.put(key(young.ref()), young.bytes());
            for (int i = 10; i < 13; i++) {
                EncodedChunk cut = chunk(dice, i);
                byte[] bytes = cut.bytes().clone();
                bytes[bytes.length - 1 - dice.nextInt(bytes.length / 2)] ^= 1;
                old.put(key(cut.ref()), bytes);
                broken.add(key(cut.ref()));
            }
            for (StoreModel.Chunk chunk : random.model().chunks()) {
                if (dice.nextInt(6) == 0) {
                    gone.add(chunk.ref());
                }
            }
        }

        private EncodedChunk chunk(Random dice, int number) {
            long at = RandomStore.FIRST_DAY * RandomStore.DAY_MILLIS + dice.nextInt(100_000_000);
            List<StoreModel.Chunk> chunks = random.model().chunks();
            StoreModel.Chunk other = chunks.get(number % chunks.size());
            int version = random.schema().periodAt(at).orElseThrow().version() >= 13 ? 4 : 3;
            ChunkWriter writer = new ChunkWriter(
                    TenantId.of(other.tenant()),
                    number % 2 == 0 ? 4711L + number : other.ref().fingerprint(),
                    Labels.of("app", "left"),
                    ChunkFormat.of(version, Codec.values()[number % Codec.values().length]));
            for (int i = 0; i < 20; i++) {
                byte[] line = ("left over " + dice.nextInt()).getBytes(StandardCharsets.UTF_8);
                writer.append((at + i * 40_000L) * 1_000_000, line, StructuredMetadata.EMPTY);
            }
            return writer.finish();
        }

        private ObjectKey key(ChunkRef chunk) {
            int version =
                    random.schema().periodAt(chunk.fromMillis()).orElseThrow().version();
            return ObjectKey.of(
                    ChunkForm.of(ChunkKeyScheme.ofSchema(version), filesystem).key(chunk, ':'));
        }

        MemoryObjectStore store() throws IOException {
            MemoryObjectStore store = random.copyWith(old);
            fresh.forEach(store::put);
            store.delete(gone.stream().map(this::key).toList());
            return store;
        }

        LokiStore open(MemoryObjectStore store) throws IOException {
            return random.open(store, folder).loki();
        }
    }

    private record Found(Plan plan, List<Leftover> orphans, RemovalResult rows, DanglingRemoval rule) {
        long of(Fate fate) {
            return orphans.stream()
                    .filter(leftover -> leftover.fate() == fate)
                    .mapToLong(leftover -> leftover.volume().chunks())
                    .sum();
        }
    }

    private Found find(LokiStore loki, Set<ChunkRef> claimed) throws IOException {
        try (PlanWriter writer = new PlanWriter(Removals.header(loki, NOW, true), folder);
                ChunkInventory objects = loki.inventory(Set.of(), (key, cause) -> told.add(key))) {
            List<Leftover> orphans = new OrphanSearch(loki, objects, NOW.minus(AGE), claimed)
                    .plan(2, writer, (key, cause) -> told.add(key));
            DanglingRemoval rule = new DanglingRemoval(loki, Set.of(), NOW.minus(AGE));
            RemovalResult rows = new RowRemoval(
                            loki, objects, loki.schema(), NOW, LokiTimes.DEFAULT, Removals.NO_CONSENT, 1000)
                    .plan(rule, writer, (key, cause) -> told.add(key));
            return new Found(writer.finish(), orphans, rows, rule);
        }
    }

    private static Set<ChunkRef> dropped(Plan plan, boolean withObject) throws IOException {
        Set<ChunkRef> dropped = new HashSet<>();
        for (int i = 0; i < plan.taskCount(); i++) {
            plan.task(i).drops().stream()
                    .filter(chunk -> (chunk.object() != null) == withObject)
                    .forEach(chunk -> assertThat(dropped.add(chunk.chunk())).isTrue());
        }
        return dropped;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatWasPlantedIsFoundAndNothingElse(int seed) throws Exception {
        Planted planted = new Planted(seed, RandomStore.Size.LARGE);
        MemoryObjectStore store = planted.store();
        Map<String, String> beginning = EngineRuns.contents(store);

        Found found = find(planted.open(store), Set.of());

        assertThat(dropped(found.plan(), true)).isEqualTo(planted.orphans);
        assertThat(dropped(found.plan(), false)).isEqualTo(planted.gone);
        assertThat(found.of(Fate.GOES)).isEqualTo(planted.orphans.size());
        assertThat(found.of(Fate.YOUNG)).isEqualTo(1);
        assertThat(found.of(Fate.BROKEN)).isEqualTo(planted.broken.size());
        assertThat(told)
                .containsExactlyInAnyOrderElementsOf(
                        planted.broken.stream().map(ObjectKey::value).toList());

        EngineRuns runs = new EngineRuns(folder, NOW);
        RunReport report = runs.begin(store, found.plan());

        assertThat(report.failures()).isEmpty();
        assertThat(report.keptNamed()).isZero();
        StoreModel after = planted.random.model().without(chunk -> planted.gone.contains(chunk.ref()));
        assertThat(StoreView.answers(planted.open(store), folder)).isEqualTo(after.answers());
        assertThat(StoreView.rows(planted.open(store)).values().stream()
                        .flatMap(Set::stream)
                        .collect(Collectors.toSet()))
                .isEqualTo(after.chunks().stream().map(StoreModel.Chunk::ref).collect(Collectors.toSet()));
        assertThat(StoreView.keys(store))
                .containsAll(planted.broken.stream().map(ObjectKey::value).toList())
                .containsAll(
                        planted.fresh.keySet().stream().map(ObjectKey::value).toList());
        told.clear();
        Found again = find(planted.open(store), Set.of());
        assertThat(again.plan().taskCount()).isZero();
        assertThat(again.of(Fate.BROKEN)).isEqualTo(planted.broken.size());

        assertThat(runs.undo(store, found.plan()).outcome()).isEqualTo(RunReport.Outcome.UNDONE);
        assertThat(EngineRuns.contents(store)).isEqualTo(beginning);
    }

    @ParameterizedTest
    @MethodSource("crashSeeds")
    void killedAnywhereNothingThatCountsIsLost(int seed) throws Exception {
        Planted planted = new Planted(seed, RandomStore.Size.SMALL);
        StoreModel after = planted.random.model().without(chunk -> planted.gone.contains(chunk.ref()));
        Map<String, String> beginning = EngineRuns.contents(planted.store());
        MemoryObjectStore whole = planted.store();
        FaultyObjectStore counting = new FaultyObjectStore(whole, FaultyObjectStore.CHANGES, Fault.CRASH_BEFORE, -1);
        new EngineRuns(folder, NOW)
                .begin(counting, find(planted.open(whole), Set.of()).plan());
        Map<String, String> end = EngineRuns.contents(whole);

        int step = Effort.of(17, 1);
        for (int at = seed % step; at < counting.calls(); at += step) {
            int call = at;
            MemoryObjectStore store = planted.store();
            Plan plan = find(planted.open(store), Set.of()).plan();
            EngineRuns runs = new EngineRuns(folder, NOW);
            Fault fault = at % 2 == 0 ? Fault.CRASH_AFTER : Fault.CRASH_BEFORE;
            FaultyObjectStore faulty = new FaultyObjectStore(store, FaultyObjectStore.CHANGES, fault, call);
            assertThatThrownBy(() -> runs.begin(faulty, plan)).isInstanceOf(FaultyObjectStore.Crash.class);

            assertThat(StoreModel.read(loki(planted, store, after)).answers()).isEqualTo(after.answers());
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

    /** Only the chunks that count: leftovers come and go meanwhile. */
    private LokiStore loki(Planted planted, MemoryObjectStore store, StoreModel after) throws IOException {
        MemoryObjectStore counted = new MemoryObjectStore();
        Set<String> keys = new HashSet<>();
        after.chunks().forEach(chunk -> keys.add(planted.key(chunk.ref()).value()));
        for (String key : StoreView.keys(store)) {
            if (key.startsWith("index/") || keys.contains(key)) {
                counted.put(ObjectKey.of(key), store.readAll(ObjectKey.of(key), 1 << 24));
            }
        }
        return planted.open(counted);
    }

    @Test
    void whatSomebodyElseIsAboutStays() throws Exception {
        Planted planted = new Planted(1, RandomStore.Size.SMALL);
        ChunkRef claimed = planted.orphans.iterator().next();

        Found found = find(planted.open(planted.store()), Set.of(claimed));

        assertThat(found.of(Fate.CLAIMED)).isEqualTo(1);
        assertThat(dropped(found.plan(), true))
                .hasSize(planted.orphans.size() - 1)
                .doesNotContain(claimed);
    }

    @Test
    void aTableThatCannotBeReadKeepsTheChunksOfItsDays() throws Exception {
        Planted planted = new Planted(2, RandomStore.Size.SMALL);
        MemoryObjectStore store = planted.store();
        ObjectKey file = ObjectKey.of(StoreView.keys(store).stream()
                .filter(key -> key.startsWith("index/"))
                .findFirst()
                .orElseThrow());
        store.put(file, "no index".getBytes(StandardCharsets.UTF_8));

        Found found = find(planted.open(store), Set.of());

        assertThat(found.of(Fate.UNCERTAIN)).isPositive();
        for (ChunkRef chunk : dropped(found.plan(), true)) {
            assertThat(Math.floorDiv(chunk.fromMillis(), RandomStore.DAY_MILLIS))
                    .isGreaterThan(RandomStore.FIRST_DAY);
        }
        assertThat(told).contains(file.value());
    }

    /** The plan was made, then the row came: the chunk stays. */
    @Test
    void aRowThatComesMeanwhileKeepsItsChunk() throws Exception {
        Planted planted = new Planted(3, RandomStore.Size.SMALL);
        MemoryObjectStore store = planted.store();
        Map<ObjectKey, byte[]> index = new TreeMap<>();
        for (String key : StoreView.keys(store)) {
            if (key.startsWith("index/")) {
                index.put(ObjectKey.of(key), store.readAll(ObjectKey.of(key), 1 << 24));
            }
        }
        store.delete(index.keySet());
        Found found = find(planted.open(store), Set.of());
        long all = found.of(Fate.GOES);
        index.forEach(store::put);

        RunReport report = new EngineRuns(folder, NOW).begin(store, found.plan());

        assertThat(report.keptNamed()).isEqualTo(all - planted.orphans.size());
        assertThat(report.objectsDeleted()).isEqualTo(planted.orphans.size());
    }

    @Test
    void aChunkThatCameBackMakesThePlanAnew() throws Exception {
        Planted planted = new Planted(4, RandomStore.Size.SMALL);
        MemoryObjectStore store = planted.store();
        Found found = find(planted.open(store), Set.of());
        ChunkRef back = planted.gone.iterator().next();
        ObjectKey key = planted.key(back);
        store.put(key, planted.random.copy().readAll(key, 1 << 24));

        assertThatThrownBy(() -> new EngineRuns(folder, NOW).begin(store, found.plan()))
                .hasMessageContaining(key + " has come back");
    }
}
