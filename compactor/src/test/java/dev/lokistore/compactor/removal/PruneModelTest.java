package dev.lokistore.compactor.removal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.compactor.engine.EngineRuns;
import dev.lokistore.compactor.engine.RunReport;
import dev.lokistore.compactor.model.CrashTrial;
import dev.lokistore.compactor.model.RandomStore;
import dev.lokistore.compactor.model.StoreModel;
import dev.lokistore.compactor.model.StoreView;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.Effort;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.query.Row;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The oldest chunks go until the rest is small enough: against a page of plain code. */
@Tag("one-runtime")
class PruneModelTest {
    private static final Instant NOW = RandomStore.NOW;

    @TempDir
    private Path folder;

    private final List<String> told = new ArrayList<>();

    static IntStream seeds() {
        return IntStream.range(500, 500 + Effort.of(4, 200));
    }

    static IntStream crashSeeds() {
        return IntStream.range(600, 600 + Effort.of(1, 30));
    }

    /** The oldest of some chunks, until the rest is within the limit; those that end together go together. */
    private static Set<ChunkRef> oldest(List<StoreModel.Chunk> chunks, long limit) {
        long excess = chunks.stream().mapToLong(StoreModel.Chunk::storedBytes).sum() - limit;
        Set<ChunkRef> gone = new HashSet<>();
        long last = Long.MIN_VALUE;
        List<StoreModel.Chunk> sorted = chunks.stream()
                .sorted(Comparator.comparingLong(chunk -> chunk.ref().throughMillis()))
                .toList();
        for (StoreModel.Chunk chunk : sorted) {
            long through = chunk.ref().throughMillis();
            if (excess > 0 || through == last) {
                gone.add(chunk.ref());
                excess -= chunk.storedBytes();
                last = through;
            }
        }
        return gone;
    }

    private static Set<ChunkRef> gone(StoreModel model, long limit, boolean perTenant) {
        if (!perTenant) {
            return oldest(model.chunks(), limit);
        }
        Set<ChunkRef> gone = new HashSet<>();
        for (String tenant : model.tenants()) {
            gone.addAll(oldest(
                    model.chunks().stream()
                            .filter(chunk -> chunk.tenant().equals(tenant))
                            .toList(),
                    limit));
        }
        return gone;
    }

    private SizeCut cut(LokiStore loki, long limit, boolean perTenant) throws IOException {
        try (ChunkInventory objects = loki.inventory(Set.of(), (key, cause) -> told.add(key))) {
            return new SizeLimit(Set.of(), objects, limit, 0, perTenant).find(loki, 2, (key, cause) -> told.add(key));
        }
    }

    private Plan plan(LokiStore loki, long limit, boolean perTenant) throws IOException {
        return Removals.plan(loki, cut(loki, limit, perTenant), NOW, Removals.NO_CONSENT, false, folder)
                .plan();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void takesWhatTheModelTakes(int seed) throws Exception {
        RandomStore random = RandomStore.of(seed, RandomStore.Size.LARGE, folder);
        boolean perTenant = seed % 2 == 0;
        long all = random.model().storedBytes();
        long limit = perTenant ? all / 5 : all * (1 + seed % 4) / 5;
        Set<ChunkRef> gone = gone(random.model(), limit, perTenant);
        StoreModel after = random.model().without(chunk -> gone.contains(chunk.ref()));
        MemoryObjectStore store = random.copy();
        Plan plan = plan(random.open(store, folder).loki(), limit, perTenant);

        RunReport report = new EngineRuns(folder, NOW).begin(store, plan);

        assertThat(report.failures()).isEmpty();
        assertThat(report.keptNamed()).isZero();
        assertThat(told).isEmpty();
        LokiStore left = random.open(store, folder).loki();
        assertThat(StoreModel.read(left)).isEqualTo(after);
        assertThat(StoreView.rows(left).values().stream().flatMap(Set::stream).collect(Collectors.toSet()))
                .isEqualTo(after.chunks().stream().map(StoreModel.Chunk::ref).collect(Collectors.toSet()));
        assertThat(StoreView.answers(left, folder)).isEqualTo(after.answers());
        // a second run finds nothing
        assertThat(plan(left, limit, perTenant).taskCount()).isZero();
    }

    @ParameterizedTest
    @MethodSource("crashSeeds")
    void killedAnywhereWhatStaysIsAlwaysThere(int seed) throws Exception {
        RandomStore random = RandomStore.of(seed, RandomStore.Size.SMALL, folder);
        long limit = random.model().storedBytes() / 2;
        Set<ChunkRef> gone = gone(random.model(), limit, false);
        List<Row> before = random.model().answers();
        List<Row> after =
                random.model().without(chunk -> gone.contains(chunk.ref())).answers();
        assertThat(after).hasSizeBetween(1, before.size() - 1);

        new CrashTrial(random, NOW, folder, false, loki -> plan(loki, limit, false)).run(seed, answers -> {
            assertThat(answers).containsAll(after);
            assertThat(new HashSet<>(before)).containsAll(answers);
        });
    }

    @Test
    void whatCannotBeDecodedStaysAndSomethingElseGoes() throws Exception {
        RandomStore random = RandomStore.of(1, RandomStore.Size.LARGE, folder);
        MemoryObjectStore store = random.copy();
        LokiStore loki = random.open(store, folder).loki();
        long limit = random.model().storedBytes() / 2;
        Set<ChunkRef> gone = gone(random.model(), limit, false);
        Set<ChunkRef> broken = gone.stream().limit(3).collect(Collectors.toSet());
        long brokenBytes = 0;
        for (ChunkRef chunk : broken) {
            ObjectInfo object = loki.locate(chunk).orElseThrow();
            byte[] bytes = store.readAll(object.key(), 1 << 24);
            bytes[bytes.length / 2] ^= 1;
            store.put(object.key(), bytes);
            brokenBytes += object.sizeBytes();
        }

        SizeCut cut = cut(random.open(store, folder).loki(), limit, false);

        assertThat(cut.stays()).isEqualTo(broken);
        assertThat(told).hasSize(3);
        // as if the others alone had to be that much smaller
        StoreModel others = random.model().without(chunk -> broken.contains(chunk.ref()));
        Set<ChunkRef> expected = gone(others, limit - brokenBytes, false);
        assertThat(random.model().chunks().stream().map(StoreModel.Chunk::ref).filter(cut::takes))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void whatIsWithinTheLimitLosesNothing() throws Exception {
        RandomStore random = RandomStore.of(2, RandomStore.Size.SMALL, folder);
        LokiStore loki = random.open(random.copy(), folder).loki();

        SizeCut cut = cut(loki, random.model().storedBytes(), false);

        assertThat(cut.excess()).isEmpty();
        assertThat(cut.lastGoneMillis()).isEmpty();
        assertThat(cut(loki, random.model().storedBytes() - 1, false).lastGoneMillis())
                .isNotEmpty();
        assertThat(cut(loki, 0, true).lastGoneMillis())
                .hasSameSizeAs(random.model().tenants());
    }
}
