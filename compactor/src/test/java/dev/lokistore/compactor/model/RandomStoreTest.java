package dev.lokistore.compactor.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.compactor.Fixtures;
import dev.lokistore.index.Effort;
import dev.lokistore.index.GoldenStores;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.query.GoldenStore;
import dev.lokistore.index.query.Row;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The model must be right before it may judge others. */
@Tag("one-runtime")
class RandomStoreTest {
    static final List<String> GOLDEN = GoldenStores.WITH_EXPECTED;

    @TempDir
    private Path folder;

    static IntStream seeds() {
        return IntStream.range(0, Effort.of(8, 300));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void readersFindWhatTheModelSays(int seed) throws Exception {
        RandomStore random = RandomStore.of(seed, RandomStore.Size.LARGE, folder);
        MemoryObjectStore objects = random.copy();
        LokiStore configured = random.open(objects, folder).loki();
        LokiStore detected = LokiStore.open(objects, OpenOptions.defaults(folder));

        assertThat(StoreModel.read(configured)).isEqualTo(random.model());
        assertThat(StoreView.answers(configured, folder))
                .isEqualTo(random.model().answers());
        assertThat(StoreView.answers(detected, folder)).isEqualTo(random.model().answers());
        assertThat(StoreView.rows(configured)).isEqualTo(rows(random));
    }

    /** I1: each chunk in every table of its days. */
    private static SortedMap<String, SortedSet<ChunkRef>> rows(RandomStore random) {
        SortedMap<String, SortedSet<ChunkRef>> rows = new TreeMap<>();
        for (StoreModel.Chunk chunk : random.model().chunks()) {
            for (long day = chunk.firstDay(); day <= chunk.lastDay(); day++) {
                SchemaPeriod period =
                        random.schema().periodAt(day * RandomStore.DAY_MILLIS).orElseThrow();
                rows.computeIfAbsent(period.indexPrefix() + day, name -> new TreeSet<>())
                        .add(chunk.ref());
            }
        }
        return rows;
    }

    @Test
    void theSameSeedGivesTheSameStore() throws Exception {
        RandomStore one = RandomStore.of(7, RandomStore.Size.SMALL, folder);
        RandomStore other = RandomStore.of(7, RandomStore.Size.SMALL, folder);

        assertThat(other.model()).isEqualTo(one.model());
        assertThat(StoreView.keys(other.copy())).isEqualTo(StoreView.keys(one.copy()));
    }

    @Test
    void theSeedsReachWhatMatters() throws Exception {
        Set<Object> seen = new HashSet<>();
        int crossing = 0;
        for (int seed = 0; seed < 12; seed++) {
            RandomStore random = RandomStore.of(seed, RandomStore.Size.SMALL, folder);
            random.schema().periods().forEach(period -> seen.add(period.kind()));
            seen.add("periods " + random.schema().periods().size());
            for (StoreModel.Chunk chunk : random.model().chunks()) {
                crossing += chunk.lastDay() > chunk.firstDay() ? 1 : 0;
                if (chunk.lastDay() > chunk.firstDay() + 1) {
                    seen.add("three days");
                }
                if (chunk.entries().stream().anyMatch(entry -> !entry.metadata().isEmpty())) {
                    seen.add("metadata");
                }
            }
        }
        assertThat(seen)
                .contains(
                        IndexKind.BOLTDB,
                        IndexKind.TSDB,
                        "periods 1",
                        "periods 2",
                        "periods 3",
                        "three days",
                        "metadata");
        assertThat(crossing).isGreaterThan(30);
    }

    @ParameterizedTest
    @FieldSource("GOLDEN")
    void modelsOfGoldenStoresAnswerAsLokiDid(String name) throws Exception {
        LokiStore loki = LokiStore.open(Fixtures.copy(name), OpenOptions.defaults(folder));
        List<Row> answers = StoreModel.read(loki).answers();

        assertThat(answers.stream()
                        .filter(row -> !GoldenStore.OUTSIDE_BOUNDS.contains(row.ts()))
                        .toList())
                .isEqualTo(GoldenStore.load(name).allExpected());
        assertThat(StoreView.answers(loki, folder)).isEqualTo(answers);
    }
}
