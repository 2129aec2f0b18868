package dev.lokistore.compactor.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.Codec;
import dev.lokistore.chunk.ReadOptions;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.Fixtures;
import dev.lokistore.compactor.engine.EngineRuns;
import dev.lokistore.compactor.engine.RunReport;
import dev.lokistore.compactor.model.CrashTrial;
import dev.lokistore.compactor.model.RandomStore;
import dev.lokistore.compactor.model.StoreModel;
import dev.lokistore.compactor.model.StoreView;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.Effort;
import dev.lokistore.index.GoldenStores;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.StoredChunkCursor;
import dev.lokistore.index.deletes.DeleteRequest;
import dev.lokistore.index.deletes.DeleteStatus;
import dev.lokistore.index.query.Row;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Merging changes no answer, whatever is merged, and whenever one asks. */
@Tag("one-runtime")
class ChunkCompactionModelTest {
    static final List<String> GOLDEN = GoldenStores.WITH_EXPECTED;

    @TempDir
    private Path folder;

    static IntStream seeds() {
        return IntStream.range(0, Effort.of(4, 300));
    }

    static IntStream crashSeeds() {
        return IntStream.range(100, 100 + Effort.of(1, 40));
    }

    private LokiStore open(MemoryObjectStore store) throws IOException {
        return LokiStore.open(store, OpenOptions.defaults(folder));
    }

    @ParameterizedTest
    @FieldSource("GOLDEN")
    void goldenStoresAnswerAsBefore(String name) throws Exception {
        MemoryObjectStore store = Fixtures.copy(name);
        LokiStore loki = open(store);
        StoreModel before = StoreModel.read(loki);
        ChunkSizes sizes = ChunkCompactions.sizes(ChunkSizes.LONGEST_SPAN);
        Plan plan =
                ChunkCompactions.plan(loki, Fixtures.NOW, sizes, null, folder).plan();

        RunReport report = new EngineRuns(folder, Fixtures.NOW).begin(store, plan);

        assertThat(report.failures()).isEmpty();
        assertThat(report.keptNamed()).isZero();
        LokiStore left = open(store);
        StoreModel after = StoreModel.read(left);
        assertThat(StoreView.answers(left, folder)).isEqualTo(before.answers());
        assertThat(after.answers()).isEqualTo(before.answers());
        assertThat(StoreView.rows(left)).isEqualTo(ChunkCompactions.rows(after, left.schema()));
        Plan second = ChunkCompactions.second(left, store, Fixtures.NOW, sizes, null, folder);
        assertThat(second.taskCount()).isZero();
        new EngineRuns(folder, Fixtures.NOW.plus(Duration.ofDays(1))).undo(store, plan);
        assertThat(EngineRuns.contents(store)).isEqualTo(EngineRuns.contents(Fixtures.copy(name)));
    }

    /** What is promised for replicas of small chunks. */
    @Test
    void replicasBecomeFewAndSmall() throws Exception {
        for (boolean longSpan : List.of(false, true)) {
            MemoryObjectStore store = Fixtures.copy("minio-boltdb-v12");
            LokiStore loki = open(store);
            StoreModel before = StoreModel.read(loki);
            ChunkSizes sizes = longSpan ? ChunkCompactions.sizes(ChunkSizes.LONGEST_SPAN) : ChunkCompactions.DEFAULTS;
            ChunkCompactions.Planned planned = ChunkCompactions.plan(loki, Fixtures.NOW, sizes, null, folder);
            new EngineRuns(folder, Fixtures.NOW).begin(store, planned.plan());
            LokiStore left = open(store);
            StoreModel after = StoreModel.read(left);

            double chunks = 1 - (double) after.chunks().size() / before.chunks().size();
            double bytes = 1 - (double) after.storedBytes() / before.storedBytes();
            assertThat(chunks).isGreaterThanOrEqualTo(longSpan ? 0.70 : 0.45);
            assertThat(bytes).isGreaterThanOrEqualTo(0.40);
            assertThat(after.answers()).isEqualTo(before.answers());
            // the table was not compacted before
            assertThat(left.tables())
                    .allSatisfy(table -> assertThat(table.files()).hasSize(1));
            assertThat(ChunkCompactions.second(left, store, Fixtures.NOW, sizes, null, folder)
                            .taskCount())
                    .isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void randomStoresAnswerAsBefore(int seed) throws Exception {
        RandomStore random = RandomStore.of(seed, RandomStore.Size.LARGE, folder);
        MemoryObjectStore store = random.copy();
        ChunkSizes sizes = seed % 3 == 0
                ? new ChunkSizes(3000, 2000, Duration.ofHours(24), 20_000, 0.1)
                : ChunkCompactions.sizes(Duration.ofHours(6 + seed % 2 * 18));
        Codec codec = seed % 4 == 1 ? Codec.ZSTD : null;
        LokiStore loki = random.open(store, folder).loki();
        Plan plan = ChunkCompactions.plan(loki, RandomStore.NOW, sizes, codec, folder)
                .plan();

        RunReport report = new EngineRuns(folder, RandomStore.NOW).begin(store, plan);

        assertThat(report.failures()).isEmpty();
        assertThat(report.keptNamed()).isZero();
        LokiStore left = random.open(store, folder).loki();
        StoreModel after = StoreModel.read(left);
        assertThat(after.answers()).isEqualTo(random.model().answers());
        assertThat(StoreView.answers(left, folder)).isEqualTo(random.model().answers());
        assertThat(StoreView.rows(left)).isEqualTo(ChunkCompactions.rows(after, random.schema()));
        assertThat(after.chunks().size())
                .isLessThanOrEqualTo(random.model().chunks().size());
        if (codec != null) {
            assertThat(codecs(left)).contains(codec);
        }
        if (report.keptJobs().isEmpty()) {
            assertThat(ChunkCompactions.second(left, store, RandomStore.NOW, sizes, codec, folder)
                            .taskCount())
                    .as("second run of seed %s", seed)
                    .isZero();
        }
    }

    private static Set<Codec> codecs(LokiStore loki) throws IOException {
        Set<Codec> codecs = new java.util.TreeSet<>();
        try (ChunkInventory chunks = loki.inventory(Set.of(), ChunkCompactions::fail);
                StoredChunkCursor cursor = chunks.chunks()) {
            while (cursor.next()) {
                codecs.add(ChunkReader.open(loki.chunk(cursor.chunk().object()), ReadOptions.DEFAULT)
                        .codec());
            }
        }
        return codecs;
    }

    @ParameterizedTest
    @MethodSource("crashSeeds")
    void killedAnywhereAllAnswersAreAsBefore(int seed) throws Exception {
        RandomStore random = RandomStore.of(seed, RandomStore.Size.SMALL, folder);
        List<Row> answers = random.model().answers();
        ChunkSizes sizes = ChunkCompactions.sizes(ChunkSizes.LONGEST_SPAN);
        new CrashTrial(
                        random,
                        RandomStore.NOW,
                        folder,
                        true,
                        loki -> ChunkCompactions.plan(loki, RandomStore.NOW, sizes, null, folder)
                                .plan())
                .run(seed, found -> assertThat(found).isEqualTo(answers));
    }

    @Test
    void tenantsThatWaitForDeletesAreLeftAlone() throws Exception {
        MemoryObjectStore store = Fixtures.copy("fs-boltdb-v11");
        LokiStore loki = open(store);
        DeleteRequest request = new DeleteRequest(
                "01234567",
                TenantId.of("team-a"),
                "{app=\"x\"}",
                Instant.parse("2026-11-01T00:00:00Z"),
                Instant.parse("2026-12-01T00:00:00Z"),
                new DeleteStatus(0, 1),
                Instant.parse("2026-12-01T00:00:00Z"),
                1);
        ChunkCompactions.Planned planned = ChunkCompactions.plan(
                loki, Fixtures.NOW, ChunkCompactions.DEFAULTS, null, List.of(request), Set.of(), folder);
        assertThat(planned.result().objections())
                .isNotEmpty()
                .allSatisfy(objection -> assertThat(objection.text()).contains("team-a", "not carried out"));
        for (int i = 0; i < planned.plan().taskCount(); i++) {
            assertThat(planned.plan().task(i).jobs())
                    .allSatisfy(job -> assertThat(
                                    job.sources().get(0).chunk().tenant().value())
                            .isEqualTo("team-b"));
        }
    }
}
