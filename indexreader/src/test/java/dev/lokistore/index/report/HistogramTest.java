package dev.lokistore.index.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lokistore.index.report.RandomIndex.Chunk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HistogramTest {
    private static final ChunkGoals GOALS = new ChunkGoals(150_000, 50_000);

    private static List<HistogramRow> rows(HistogramKind kind, RandomIndex index) throws IOException {
        Histogram histogram = new Histogram(kind, GOALS);
        for (Sight sight : index.sights()) {
            if (sight.first()) {
                histogram.add(sight);
            }
        }
        List<HistogramRow> rows = new ArrayList<>();
        histogram.rows(rows::add);
        return rows;
    }

    @ParameterizedTest
    @EnumSource
    void everyChunkIsInTheClassOfItsFigure(HistogramKind kind) throws IOException {
        for (int seed = 0; seed < 5; seed++) {
            RandomIndex index = RandomIndex.of(seed);
            List<HistogramRow> rows = rows(kind, index);

            assertThat(rows.stream().mapToLong(HistogramRow::chunks).sum())
                    .isEqualTo(index.chunks().size());
            assertThat(rows.stream().mapToDouble(HistogramRow::share).sum()).isCloseTo(1, within(1e-9));
            assertThat(rows.stream().mapToDouble(HistogramRow::storedShare).sum())
                    .isCloseTo(1, within(1e-9));
            for (HistogramRow row : rows) {
                Predicate<Chunk> inside = inside(row, figure(kind));
                assertThat(row.chunks())
                        .as("%s %s", kind, row.name())
                        .isEqualTo(index.chunks().stream().filter(inside).count());
                assertThat(row.storedBytes())
                        .isEqualTo(index.chunks().stream()
                                .filter(inside)
                                .mapToLong(Chunk::bytes)
                                .sum());
            }
        }
    }

    private static Function<Chunk, @Nullable Double> figure(HistogramKind kind) {
        return chunk -> {
            Long stored = chunk.storedBytes();
            return switch (kind) {
                case SIZE, TINY -> stored == null ? null : (Double) stored.doubleValue();
                case FILL -> stored == null ? null : (Double) (stored / 1500.0);
                case SPAN -> (chunk.ref().throughMillis() - chunk.ref().fromMillis()) / 1000.0;
                case ENTRIES -> (double) chunk.entries();
            };
        };
    }

    private static Predicate<Chunk> inside(HistogramRow row, Function<Chunk, @Nullable Double> figure) {
        Long atLeast = row.atLeast();
        Long below = row.below();
        return chunk -> {
            Double value = figure.apply(chunk);
            if (value == null || atLeast == null) {
                return value == null && atLeast == null;
            }
            return value >= atLeast && (below == null || value < below);
        };
    }

    @ParameterizedTest
    @EnumSource
    void classesFollowEachOther(HistogramKind kind) throws IOException {
        List<HistogramRow> known = rows(kind, RandomIndex.of(2)).stream()
                .filter(row -> row.atLeast() != null)
                .toList();

        assertThat(known).hasSizeGreaterThan(1);
        for (int i = 1; i < known.size(); i++) {
            assertThat(known.get(i).atLeast()).isEqualTo(known.get(i - 1).below());
        }
        if (kind != HistogramKind.TINY) {
            assertThat(known.get(0).chunks()).isPositive();
            assertThat(known.get(known.size() - 1).chunks()).isPositive();
        }
    }

    @Test
    void namesSayTheBounds() {
        assertThat(Bin.of(HistogramKind.SPAN, GOALS)).extracting(Bin::name).contains("0s-1s", "10s-1m", "8h-1d", "1d+");
        assertThat(Bin.of(HistogramKind.FILL, GOALS)).extracting(Bin::name).contains("0%-1%", "90%-100%", "125%+");
        assertThat(Bin.of(HistogramKind.ENTRIES, GOALS))
                .extracting(Bin::name)
                .contains("0", "1-9", "100-999", "1000000000+");
        assertThat(Bin.of(HistogramKind.TINY, GOALS)).extracting(Bin::name).containsExactly("0B-50000B", "50000B+");
        assertThat(Bin.of(HistogramKind.TINY, ChunkGoals.DEFAULT))
                .extracting(Bin::name)
                .containsExactly("0B-64KiB", "64KiB+");
    }

    @Test
    void withoutAChunkThereIsNoClass() throws IOException {
        List<HistogramRow> rows = new ArrayList<>();

        new Histogram(HistogramKind.TINY, GOALS).rows(rows::add);

        assertThat(rows).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 1023, 1024, 1_572_864, Long.MAX_VALUE - 1})
    void aSizeIsWithinItsClass(long bytes) {
        SizeClass size = SizeClass.of(bytes);

        assertThat(bytes).isGreaterThanOrEqualTo(size.atLeast()).isLessThan(size.below());
    }

    @Test
    void sizeClassesAreNamedInBinaryUnits() {
        assertThat(SizeClass.of(0)).hasToString("0B-2B");
        assertThat(SizeClass.of(1000)).hasToString("512B-1KiB");
        assertThat(SizeClass.of(1_572_864)).hasToString("1MiB-2MiB");
        assertThat(SizeClass.of(Long.MAX_VALUE)).hasToString("4EiB-8EiB");
        assertThatThrownBy(() -> SizeClass.of(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(SizeClass.of(7).compareTo(SizeClass.of(9))).isNegative();
    }
}
