package dev.lokistore.index.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.Effort;
import dev.lokistore.index.report.RandomIndex.Chunk;
import dev.lokistore.index.table.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CardinalityReportTest {
    private static final long TARGET = 250_000;
    private static final double BYTES_PER_ENTRY = 1000;
    private static final List<List<String>> DROPS =
            List.of(List.of("pod", "node"), List.of("app", "pod"), List.of("nothing"));

    static IntStream seeds() {
        return IntStream.range(0, Effort.of(8, 500));
    }

    private static List<CardinalityRow> rows(RandomIndex index, long target) throws IOException {
        CardinalityReport report = new CardinalityReport(new CardinalityOptions(DROPS, new ChunkGoals(target, 0)));
        index.sights().forEach(report::add);
        List<CardinalityRow> rows = new ArrayList<>();
        report.rows(BYTES_PER_ENTRY, rows::add);
        return rows;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyLabelHasTheFiguresOfItsStreams(int seed) throws IOException {
        RandomIndex index = RandomIndex.of(seed);
        Set<String> expected = new TreeSet<>();
        for (Chunk chunk : index.chunks()) {
            chunk.labels().asMap().keySet().forEach(label -> expected.add(chunk.tenant() + " [" + label + "]"));
            DROPS.forEach(names -> expected.add(chunk.tenant() + " " + names));
        }

        List<CardinalityRow> rows = rows(index, TARGET);

        assertThat(rows.stream().map(row -> row.tenant() + " " + row.labels()))
                .containsExactlyInAnyOrderElementsOf(expected);
        for (CardinalityRow row : rows) {
            check(row, index);
        }
    }

    private static void check(CardinalityRow row, RandomIndex index) {
        String what = row.tenant() + " " + row.labels();
        List<Chunk> ofTenant = index.chunks().stream()
                .filter(chunk -> chunk.ref().tenant().equals(row.tenant()))
                .toList();
        List<Chunk> chunks = ofTenant.stream()
                .filter(chunk -> !own(chunk.labels(), row.labels()).isEmpty())
                .toList();
        Set<Labels> streams = ofTenant.stream().map(Chunk::labels).collect(Collectors.toSet());
        Set<Labels> without =
                streams.stream().map(labels -> rest(labels, row.labels())).collect(Collectors.toSet());
        assertThat(row.values())
                .as(what)
                .isEqualTo(chunks.stream()
                        .map(chunk -> own(chunk.labels(), row.labels()))
                        .distinct()
                        .count());
        assertThat(row.streams())
                .isEqualTo(chunks.stream().map(Chunk::labels).distinct().count());
        assertThat(row.tenantStreams()).isEqualTo(streams.size());
        assertThat(row.chunks()).isEqualTo(chunks.size());
        assertThat(row.storedBytes())
                .isEqualTo(chunks.stream().mapToLong(Chunk::bytes).sum());
        assertThat(row.missingChunks())
                .isEqualTo(chunks.stream()
                        .filter(chunk -> chunk.storedBytes() == null)
                        .count());
        assertThat(row.streamsSaved()).as("streams without %s", what).isEqualTo(streams.size() - without.size());
        double fewerChunks = 0;
        double fewerEntries = 0;
        for (Table table : index.tables()) {
            // the second table of a day names what the first one does
            boolean counts = table.prefix().equals("index_");
            double fewer = counts ? fewerChunks(ofTenant, row.labels(), table) : 0;
            fewerChunks += fewer;
            fewerEntries += fewer + fewerEntries(ofTenant, row.labels(), table);
        }
        assertThat((double) row.chunksSaved()).as("chunks without %s", what).isCloseTo(fewerChunks, within(0.51));
        assertThat((double) row.indexBytesSaved())
                .as("index without %s", what)
                .isCloseTo(fewerEntries * BYTES_PER_ENTRY, within(1.0));
    }

    private static Map<String, String> own(Labels labels, List<String> names) {
        Map<String, String> own = new TreeMap<>(labels.asMap());
        own.keySet().retainAll(names);
        return own;
    }

    private static Labels rest(Labels labels, List<String> names) {
        Map<String, String> rest = new TreeMap<>(labels.asMap());
        rest.keySet().removeAll(names);
        return Labels.of(rest);
    }

    /** Of the documented rule, over each piece of time in which no chunk begins or ends. */
    private static double fewerChunks(List<Chunk> chunks, List<String> names, Table table) {
        long first = table.firstDay() * RandomIndex.DAY;
        Map<Labels, List<Chunk>> merged = chunks.stream()
                .filter(chunk -> chunk.in(table))
                .collect(Collectors.groupingBy(chunk -> rest(chunk.labels(), names)));
        double fewer = 0;
        for (List<Chunk> group : merged.values()) {
            if (group.stream().map(Chunk::labels).distinct().count() < 2) {
                continue;
            }
            TreeSet<Long> edges = new TreeSet<>(Set.of(first, first + RandomIndex.DAY));
            for (Chunk chunk : group) {
                edges.add(chunk.ref().fromMillis());
                edges.add(chunk.ref().throughMillis() + 1);
            }
            double before = 0;
            double sideBySide = 0;
            double filled = 0;
            for (long start : edges.subSet(first, first + RandomIndex.DAY)) {
                long end = edges.higher(start);
                List<Chunk> open = group.stream()
                        .filter(chunk ->
                                chunk.ref().fromMillis() <= start && chunk.ref().throughMillis() >= start)
                        .toList();
                for (Chunk chunk : open) {
                    double part = (double) (end - start) / length(chunk.ref());
                    long same = open.stream()
                            .filter(other -> other.labels().equals(chunk.labels()))
                            .count();
                    before += part;
                    sideBySide += part * same / open.size();
                    filled += part * chunk.bytes() / TARGET;
                }
            }
            fewer += Math.max(0, before - Math.max(sideBySide, filled));
        }
        return fewer;
    }

    private static long length(ChunkRef ref) {
        return ref.throughMillis() + 1 - ref.fromMillis();
    }

    private static double fewerEntries(List<Chunk> chunks, List<String> names, Table table) {
        Set<Labels> streams = chunks.stream()
                .filter(chunk -> chunk.in(table))
                .map(Chunk::labels)
                .collect(Collectors.toSet());
        Set<Labels> without = new HashSet<>();
        streams.forEach(labels -> without.add(rest(labels, names)));
        return entries(streams) - entries(without);
    }

    private static long entries(Set<Labels> streams) {
        return streams.stream().mapToLong(labels -> labels.size() + 2).sum();
    }

    /** Pods of one hour each leave nothing to merge at once, pods side by side do. */
    @Test
    void chunksThatFollowEachOtherStayAndThoseSideBySideBecomeOne() throws IOException {
        assertThat(podRow(12, 0).chunksSaved()).isEqualTo(11);
        assertThat(podRow(12, 1).chunksSaved()).isZero();
        assertThat(podRow(12, 0).streamsSaved()).isEqualTo(11);
        assertThat(podRow(12, 1).streamsSaved()).isEqualTo(11);
    }

    private static CardinalityRow podRow(int pods, int hoursApart) throws IOException {
        Table table = new Table("i_1", "i_", 1, 1, 1, List.of());
        List<Chunk> chunks = new ArrayList<>();
        for (int pod = 0; pod < pods; pod++) {
            long from = RandomIndex.DAY + (long) pod * hoursApart * 3_600_000;
            chunks.add(new Chunk(
                    new ChunkRef(TenantId.of("acme"), pod, from, from + 3_599_999, pod),
                    Labels.of("app", "web", "pod", "pod" + pod),
                    1000L,
                    1,
                    1));
        }
        return rows(new RandomIndex(List.of(table), chunks), 1_500_000).stream()
                .filter(row -> row.labels().equals(List.of("pod")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void fullChunksStayAsManyAsTheirBytesNeed() throws IOException {
        RandomIndex index = RandomIndex.of(3);

        assertThat(rows(index, 1)).allMatch(row -> row.chunksSaved() == 0);
        assertThat(rows(index, Long.MAX_VALUE)).anyMatch(row -> row.chunksSaved() > 0);
    }

    @Test
    void timesOfAHostileIndexDoNotOverflow() throws IOException {
        Table table = new Table("i_1", "i_", 1, 1, 1, List.of());
        List<Chunk> chunks = new ArrayList<>();
        for (int pod = 0; pod < 3; pod++) {
            chunks.add(new Chunk(
                    new ChunkRef(TenantId.of("acme"), pod, Long.MIN_VALUE, Long.MAX_VALUE, pod),
                    Labels.of("pod", "pod" + pod),
                    Long.MAX_VALUE / 4,
                    1,
                    1));
        }

        assertThat(rows(new RandomIndex(List.of(table), chunks), 1))
                .isNotEmpty()
                .allMatch(row -> row.chunksSaved() >= 0 && row.chunksSaved() <= 3);
    }

    @Test
    void whatIsDroppedTogetherIsNamedOnce() {
        for (List<String> names : List.of(List.<String>of(), List.of("a", "a"), List.of("a", ""))) {
            assertThatThrownBy(() -> new CardinalityOptions(List.of(names), ChunkGoals.DEFAULT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("drop one label or more");
        }
    }
}
