package dev.lokistore.index.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.Effort;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.report.RandomIndex.Chunk;
import dev.lokistore.index.table.Table;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class UsageReportTest {
    private static final List<List<String>> GROUPINGS = List.of(
            List.of("tenant"),
            List.of("size"),
            List.of("table", "app"),
            List.of("day"),
            List.of("tenant", "app", "pod"),
            List.of("label:app", "size"));

    static IntStream seeds() {
        return IntStream.range(0, Effort.of(10, 1000));
    }

    private static List<UsageRow> rows(RandomIndex index, UsageOptions options) throws IOException {
        UsageReport report = new UsageReport(options, index.tables());
        index.sights().forEach(report::add);
        List<UsageRow> rows = new ArrayList<>();
        report.rows(rows::add);
        return rows;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyGroupHasTheFiguresOfItsChunks(int seed) throws IOException {
        RandomIndex index = RandomIndex.of(seed);
        ChunkGoals goals = new ChunkGoals(1, 100_000);
        for (List<String> keys : GROUPINGS) {
            UsageOptions options = new UsageOptions(
                    keys.stream().map(UsageKey::parse).toList(), null, UsageSort.STORED, Long.MAX_VALUE, goals);
            Map<Map<String, String>, List<Chunk>> groups = groups(index, keys);
            long all = groups.values().stream()
                    .flatMap(List::stream)
                    .mapToLong(Chunk::bytes)
                    .sum();

            List<UsageRow> rows = rows(index, options);

            assertThat(rows.stream().map(UsageRow::group)).containsExactlyInAnyOrderElementsOf(groups.keySet());
            assertThat(rows).isSortedAccordingTo((a, b) -> Long.compare(b.storedBytes(), a.storedBytes()));
            for (UsageRow row : rows) {
                check(row, groups.getOrDefault(row.group(), List.of()), index, all);
            }
        }
    }

    private static Map<Map<String, String>, List<Chunk>> groups(RandomIndex index, List<String> keys) {
        Map<Map<String, String>, List<Chunk>> groups = new HashMap<>();
        for (Chunk chunk : index.chunks()) {
            List<Table> naming = index.tables().stream().filter(chunk::in).toList();
            List<Table> counting = keys.contains("table")
                    ? naming
                    : keys.contains("day")
                            ? naming.stream()
                                    .filter(table -> table.prefix().equals("index_"))
                                    .toList()
                            : naming.subList(0, 1);
            for (Table table : counting) {
                Map<String, String> group = new LinkedHashMap<>();
                keys.forEach(key -> group.put(key, value(key, chunk, table)));
                groups.computeIfAbsent(group, values -> new ArrayList<>()).add(chunk);
            }
        }
        return groups;
    }

    private static String value(String key, Chunk chunk, Table table) {
        return switch (key) {
            case "tenant" -> chunk.tenant();
            case "table" -> table.name();
            case "day" -> LocalDate.ofEpochDay(table.firstDay()).toString();
            case "size" -> size(chunk);
            default -> chunk.labels().valueOrEmpty(key.replace("label:", ""));
        };
    }

    /** By counting up, not by bits. */
    private static String size(Chunk chunk) {
        Long stored = chunk.storedBytes();
        if (stored == null) {
            return "missing";
        }
        List<String> bounds = List.of(
                "0B", "2B", "4B", "8B", "16B", "32B", "64B", "128B", "256B", "512B", "1KiB", "2KiB", "4KiB", "8KiB",
                "16KiB", "32KiB", "64KiB", "128KiB", "256KiB");
        int bound = 1;
        for (long below = 2; stored >= below; below *= 2) {
            bound++;
        }
        return bounds.get(bound - 1) + "-" + bounds.get(bound);
    }

    private static void check(UsageRow row, List<Chunk> chunks, RandomIndex index, long all) {
        long stored = chunks.stream().mapToLong(Chunk::bytes).sum();
        List<Chunk> sized =
                chunks.stream().filter(chunk -> chunk.storedBytes() != null).toList();
        long overlapping = chunks.stream()
                .filter(chunk -> chunk.overlapsAnotherOf(index.chunks()))
                .mapToLong(Chunk::bytes)
                .sum();
        assertThat(row.chunks()).isEqualTo(chunks.size());
        assertThat(row.missingChunks()).isEqualTo(chunks.size() - sized.size());
        assertThat(row.streams())
                .isEqualTo(chunks.stream().map(Chunk::stream).distinct().count());
        assertThat(row.storedBytes()).isEqualTo(stored);
        assertThat(row.entries())
                .isEqualTo(chunks.stream().mapToLong(Chunk::entries).sum());
        assertThat(row.rawBytes())
                .isEqualTo(1024 * chunks.stream().mapToLong(Chunk::rawKilobytes).sum());
        assertThat(row.tinyChunks())
                .isEqualTo(
                        sized.stream().filter(chunk -> chunk.bytes() < 100_000).count());
        assertThat(row.overlapBytes()).as("overlap of %s", row.group()).isEqualTo(overlapping);
        assertThat(row.share()).isCloseTo((double) stored / all, within(1e-9));
        if (sized.isEmpty()) {
            assertThat(row.averageChunkBytes()).isNull();
            assertThat(row.tiny()).isNull();
        } else {
            assertThat(row.averageChunkBytes()).isEqualTo(stored / sized.size());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aTreeHasForEveryPrefixOfTheKeysTheRowsOfThatGrouping(int seed) throws IOException {
        RandomIndex index = RandomIndex.of(seed);
        List<UsageKey> keys = UsageOptions.by("tenant", "app", "pod").keys();

        List<UsageRow> tree =
                rows(index, new UsageOptions(keys, 2, UsageSort.NAME, Long.MAX_VALUE, ChunkGoals.DEFAULT));

        UsageRow total = tree.get(0);
        assertThat(total.group()).isEmpty();
        assertThat(total.chunks()).isEqualTo(index.chunks().size());
        assertThat(total.share()).isOne();
        for (List<String> prefix : List.of(List.of("tenant"), List.of("tenant", "app"))) {
            assertThat(tree.stream().filter(row -> row.group().size() == prefix.size()))
                    .containsExactlyInAnyOrderElementsOf(rows(index, UsageOptions.by(prefix)));
        }
        // each row behind the one that it is below, siblings by name
        assertThat(tree.stream().map(row -> row.group().values().toString().replace("]", "")))
                .isSorted();
    }

    @Test
    void topLeavesOutWhatComesLastBelowEachRowAndSaysWhat() throws IOException {
        RandomIndex index = RandomIndex.of(1);
        List<UsageKey> keys = UsageOptions.by("tenant", "app").keys();
        List<UsageRow> all =
                rows(index, new UsageOptions(keys, 2, UsageSort.CHUNKS, Long.MAX_VALUE, ChunkGoals.DEFAULT));
        UsageReport report =
                new UsageReport(new UsageOptions(keys, 2, UsageSort.CHUNKS, 1, ChunkGoals.DEFAULT), index.tables());
        index.sights().forEach(report::add);
        List<UsageRow> some = new ArrayList<>();

        UsageRest rest = report.rows(some::add);

        assertThat(some).containsExactlyElementsOf(all.subList(0, 3));
        // the apps of a tenant that is left out itself are not counted apart
        List<UsageRow> apps = all.stream()
                .filter(row -> row.group().size() == 2
                        && row.group().get("tenant").equals(some.get(1).group().get("tenant")))
                .toList();
        List<UsageRow> tenants =
                all.stream().filter(row -> row.group().size() == 1).toList();
        assertThat(rest.groups()).isEqualTo(apps.size() - 1 + tenants.size() - 1);
        assertThat(rest.storedBytes())
                .isEqualTo(
                        apps.stream().skip(1).mapToLong(UsageRow::storedBytes).sum()
                                + tenants.stream()
                                        .skip(1)
                                        .mapToLong(UsageRow::storedBytes)
                                        .sum());
    }

    @ParameterizedTest
    @CsvSource({"STORED", "RAW", "ENTRIES", "CHUNKS", "STREAMS", "AVERAGE", "OVERLAP", "TINY"})
    void rowsAreSortedByTheFigureAskedFor(UsageSort sort) throws IOException {
        List<UsageKey> keys = UsageOptions.by("app", "node").keys();
        List<UsageRow> rows =
                rows(RandomIndex.of(7), new UsageOptions(keys, null, sort, Long.MAX_VALUE, ChunkGoals.DEFAULT));

        assertThat(rows.stream().map(row -> switch (sort) {
                    case STORED -> row.storedBytes();
                    case RAW -> row.rawBytes();
                    case ENTRIES -> row.entries();
                    case CHUNKS -> row.chunks();
                    case STREAMS -> row.streams();
                    case AVERAGE -> row.averageChunkBytes();
                    case OVERLAP -> row.overlapBytes();
                    case TINY -> row.tinyChunks();
                    case NAME -> 0L;
                }))
                .isSortedAccordingTo((a, b) -> Long.compare(b, a))
                .hasSizeGreaterThan(2);
    }

    @Test
    void sizesSortByNameAsSizesDo() throws IOException {
        List<UsageRow> rows = rows(
                RandomIndex.of(3),
                new UsageOptions(
                        List.of(UsageKey.parse("size")), null, UsageSort.NAME, Long.MAX_VALUE, ChunkGoals.DEFAULT));

        assertThat(rows.stream().map(row -> row.group().get("size")))
                .endsWith("32KiB-64KiB", "64KiB-128KiB", "128KiB-256KiB", "missing");
    }

    @Test
    void neighboursDoNotOverlapThoughRoundingLetsThemShareAMillisecond() {
        assertThat(overlapping(0, 10, 9, 20)).isEqualTo("{}");
        assertThat(overlapping(0, 10, 10, 20)).isEqualTo("{}");
        assertThat(overlapping(0, 10, 8, 20)).isEqualTo("{0, 1}");
        assertThat(overlapping(0, 10, 0, 10)).isEqualTo("{0, 1}");
        assertThat(overlapping(0, 100, 10, 20, 30, 31, 40, 60, 99, 120, 119, 130))
                .isEqualTo("{0, 1, 3}");
    }

    /** @param bounds from and through in turn */
    private static String overlapping(long... bounds) {
        List<IndexedChunk> chunks = new ArrayList<>();
        for (int i = 0; i < bounds.length; i += 2) {
            chunks.add(new IndexedChunk(new ChunkRef(TenantId.of("acme"), 1, bounds[i], bounds[i + 1], i), null));
        }
        return StreamOverlap.of(chunks).toString();
    }

    @Test
    void aLabelMayBeCalledAsAKeyIs() {
        assertThat(UsageKey.parse("day")).isEqualTo(new UsageKey("day", UsageKey.Kind.DAY, ""));
        assertThat(UsageKey.parse("label:day")).isEqualTo(new UsageKey("label:day", UsageKey.Kind.LABEL, "day"));
        assertThat(UsageKey.parse("Day")).isEqualTo(new UsageKey("Day", UsageKey.Kind.LABEL, "Day"));
        assertThat(UsageKey.parse("label")).isEqualTo(new UsageKey("label", UsageKey.Kind.LABEL, "label"));
        assertThatThrownBy(() -> UsageKey.parse("label:"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'label:'");
    }

    @Test
    void impossibleOptionsAreRefused() {
        List<UsageKey> keys = UsageOptions.by("app").keys();
        assertThatThrownBy(() -> new UsageOptions(keys, 2, UsageSort.NAME, 1, ChunkGoals.DEFAULT))
                .hasMessage("depth is 2 but must be 0 to 1, the number of keys");
        assertThatThrownBy(() -> new UsageOptions(keys, null, UsageSort.NAME, 0, ChunkGoals.DEFAULT))
                .hasMessage("top is 0 but must be 1 or more");
    }
}
