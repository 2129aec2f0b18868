package dev.lokistore.index.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.coverage.Coverage;
import dev.lokistore.index.coverage.CoverageCell;
import dev.lokistore.index.coverage.CoverageOptions;
import dev.lokistore.index.coverage.CoverageOptions.Per;
import dev.lokistore.index.coverage.CoverageOptions.Step;
import dev.lokistore.index.coverage.CoverageRange;
import dev.lokistore.index.coverage.CoverageRange.Kind;
import dev.lokistore.index.logql.Selector;
import dev.lokistore.index.query.GoldenStore;
import dev.lokistore.index.table.Table;
import dev.lokistore.objectstore.ObjectKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cells and ranges compared with what every chunk's own header says. */
class CoverageReportTest {
    private static final Problems NONE = (subject, cause) -> {
        throw new AssertionError(subject, cause);
    };

    @TempDir
    Path temporary;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fs-boltdb-v11",
                "fs-multi-period",
                "fs-multi-period-compacted",
                "fs-tsdb-v13-zstd",
                "minio-boltdb-v12"
            })
    void everyHourHasTheChunksThatOverlapItAndNoChunkIsRead(String name) throws IOException {
        GoldenStore golden = GoldenStore.load(name);
        RecordingReader reader = new RecordingReader(golden.objects());
        LokiStore store = GoldenStore.open(reader, temporary);
        List<KnownChunk> known = KnownChunk.all(golden.open(temporary));

        for (Step step : Step.values()) {
            check(run(store, Per.TENANT, step), byKey(known, KnownChunk::tenant), step, store.tables());
            check(run(store, Per.STREAM, step), byKey(known, KnownChunk::stream), step, store.tables());
        }

        Set<String> chunkKeys = known.stream()
                .map(chunk -> store.layout().root() + chunk.objectKey())
                .collect(Collectors.toSet());
        assertThat(reader.contents()).isNotEmpty().doesNotContainAnyElementsOf(chunkKeys);
    }

    private static void check(List<Coverage> rows, Map<String, List<KnownChunk>> known, Step step, List<Table> tables) {
        assertThat(rows.stream().map(CoverageReportTest::key)).containsExactlyInAnyOrderElementsOf(known.keySet());
        for (Coverage row : rows) {
            List<KnownChunk> chunks = known.getOrDefault(key(row), List.of());
            Map<Instant, Long> expected = cells(chunks, step, tables);
            Map<Instant, Long> found = row.cells().stream()
                    .collect(Collectors.toMap(CoverageCell::from, CoverageCell::chunks, Long::sum, TreeMap::new));
            assertThat(found).isEqualTo(expected);
            assertThat(row.chunks()).isEqualTo(chunks.size());
            assertThat(row.cells()).allMatch(cell -> cell.missing() == 0 && cell.unindexed() == 0);
            assertThat(row.cells()).isSortedAccordingTo(Comparator.comparing(CoverageCell::from));
            assertThat(row.ranges()).isEqualTo(holes(expected.keySet(), step));
        }
    }

    private static Map<Instant, Long> cells(List<KnownChunk> chunks, Step step, List<Table> tables) {
        ChronoUnit unit = step == Step.HOUR ? ChronoUnit.HOURS : ChronoUnit.DAYS;
        Map<Instant, Long> cells = new TreeMap<>();
        for (KnownChunk chunk : chunks) {
            Instant through = Instant.ofEpochMilli(chunk.ref().throughMillis());
            for (Instant at = Instant.ofEpochMilli(chunk.ref().fromMillis()).truncatedTo(unit);
                    !at.isAfter(through);
                    at = at.plus(1, unit)) {
                long day = Math.floorDiv(at.getEpochSecond(), 86_400);
                if (tables.stream().anyMatch(table -> table.firstDay() == day)) {
                    cells.merge(at, 1L, Long::sum);
                }
            }
        }
        return cells;
    }

    /** One step at a time from the first cell to the last. */
    private static List<CoverageRange> holes(Set<Instant> covered, Step step) {
        List<CoverageRange> holes = new ArrayList<>();
        List<Instant> sorted = covered.stream().sorted().toList();
        Instant last = sorted.get(sorted.size() - 1);
        Instant start = null;
        for (Instant at = sorted.get(0); !at.isAfter(last); at = at.plus(step.length())) {
            if (!covered.contains(at)) {
                start = start == null ? at : start;
            } else if (start != null) {
                holes.add(new CoverageRange(Kind.HOLE, start, at.minusMillis(1), 0));
                start = null;
            }
        }
        return holes;
    }

    @Test
    void missingObjectsAreMergedIntoRangesAndMarkTheirHours() throws IOException {
        GoldenStore golden = GoldenStore.load("minio-boltdb-v12");
        LokiStore store = golden.open(temporary);
        List<KnownChunk> known = KnownChunk.all(store);
        Instant from = Instant.parse("2026-11-20T05:00:00Z");
        List<KnownChunk> lost = known.stream()
                .filter(chunk -> !Instant.ofEpochMilli(chunk.ref().fromMillis()).isBefore(from)
                        && Instant.ofEpochMilli(chunk.ref().throughMillis()).isBefore(from.plusSeconds(8 * 3_600)))
                .toList();
        delete(golden, store, lost);

        Coverage row = run(golden.open(temporary), Per.TENANT, Step.HOUR).get(0);

        assertThat(lost).hasSizeGreaterThan(3);
        List<CoverageRange> missing = of(Kind.MISSING, row);
        assertThat(missing).hasSize(1);
        assertThat(missing.get(0).chunks()).isEqualTo(lost.size());
        assertThat(missing.get(0).from().toEpochMilli())
                .isEqualTo(lost.stream()
                        .mapToLong(chunk -> chunk.ref().fromMillis())
                        .min()
                        .orElseThrow());
        assertThat(missing.get(0).through().toEpochMilli())
                .isEqualTo(lost.stream()
                        .mapToLong(chunk -> chunk.ref().throughMillis())
                        .max()
                        .orElseThrow());
        Map<Instant, Long> marked = row.cells().stream()
                .filter(cell -> cell.missing() > 0)
                .collect(Collectors.toMap(CoverageCell::from, CoverageCell::missing, Long::sum, TreeMap::new));
        assertThat(marked).isEqualTo(cells(lost, Step.HOUR, store.tables()));
        assertThat(row.chunks()).isEqualTo(known.size());
        assertThat(of(Kind.UNINDEXED, row)).isEmpty();
        assertThat(of(Kind.LOST, row)).isEmpty();
    }

    /** The hours of the map that no object covers any more, one after the other. */
    @Test
    void hoursThatTheIndexCoversAndNoObjectDoesAreNamed() throws IOException {
        GoldenStore golden = GoldenStore.load("minio-boltdb-v12");
        LokiStore store = golden.open(temporary);
        List<KnownChunk> known = KnownChunk.all(store);
        long from = Instant.parse("2026-11-20T03:10:00Z").toEpochMilli();
        long through = Instant.parse("2026-11-20T05:50:00Z").toEpochMilli();
        List<KnownChunk> lost = known.stream()
                .filter(chunk ->
                        chunk.ref().fromMillis() <= through && chunk.ref().throughMillis() >= from)
                .toList();
        delete(golden, store, lost);
        List<KnownChunk> left =
                known.stream().filter(chunk -> !lost.contains(chunk)).toList();
        Set<Instant> covered = cells(left, Step.HOUR, store.tables()).keySet();
        Map<Instant, Long> uncovered = new TreeMap<>(cells(lost, Step.HOUR, store.tables()));
        uncovered.keySet().removeAll(covered);

        List<CoverageRange> ranges =
                of(Kind.LOST, run(golden.open(temporary), Per.TENANT, Step.HOUR).get(0));

        assertThat(ranges).isNotEmpty();
        Map<Instant, Long> named = new TreeMap<>();
        for (CoverageRange range : ranges) {
            for (Instant hour = range.from(); hour.isBefore(range.through()); hour = hour.plus(Step.HOUR.length())) {
                named.put(hour, uncovered.getOrDefault(hour, -1L));
            }
            assertThat(range.chunks()).isPositive().isLessThanOrEqualTo(lost.size());
        }
        assertThat(named).isEqualTo(uncovered);
    }

    @Test
    void rangesNearerThanTheGapAreOne() throws IOException {
        GoldenStore golden = GoldenStore.load("fs-boltdb-v11");
        LokiStore store = golden.open(temporary);
        List<KnownChunk> known = KnownChunk.all(store).stream()
                .filter(chunk -> chunk.tenant().equals("team-a"))
                .sorted(Comparator.comparingLong(chunk -> chunk.ref().fromMillis()))
                .toList();
        List<KnownChunk> lost = List.of(known.get(0), known.get(known.size() - 1));
        delete(golden, store, lost);
        LokiStore damaged = golden.open(temporary);

        assertThat(of(
                        Kind.MISSING,
                        rows(damaged, gap(Duration.ofHours(1)), ReportQuery.ALL).get(0)))
                .extracting(CoverageRange::chunks)
                .containsExactly(1L, 1L);
        assertThat(of(
                        Kind.MISSING,
                        rows(damaged, gap(Duration.ofDays(30)), ReportQuery.ALL).get(0)))
                .extracting(CoverageRange::chunks)
                .containsExactly(2L);
    }

    @Test
    void aLostTableLeavesAHoleAndItsChunksUnindexed() throws IOException {
        GoldenStore golden = GoldenStore.load("fs-multi-period");
        LokiStore store = golden.open(temporary);
        Table lost = store.tables().get(3);
        golden.objects()
                .delete(lost.files().stream()
                        .map(file -> ObjectKey.of(store.layout().root() + file.key()))
                        .toList());
        List<KnownChunk> onlyThere = KnownChunk.all(store).stream()
                .filter(chunk -> chunk.tables().equals(List.of(lost)))
                .toList();

        List<Coverage> rows = run(golden.open(temporary), Per.TENANT, Step.HOUR);

        Instant start = lost.day().atStartOfDay(java.time.ZoneOffset.UTC).toInstant();
        for (Coverage row : rows) {
            assertThat(of(Kind.HOLE, row))
                    .anyMatch(hole -> !hole.from().isAfter(start)
                            && !hole.through()
                                    .isBefore(start.plus(Duration.ofDays(1)).minusMillis(1)));
            assertThat(of(Kind.UNINDEXED, row).stream()
                            .mapToLong(CoverageRange::chunks)
                            .sum())
                    .isEqualTo(onlyThere.stream()
                            .filter(chunk ->
                                    chunk.tenant().equals(row.subject().tenant().value()))
                            .count());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"minio-boltdb-v12", "fs-tsdb-v13-none"})
    void objectsThatNoTableNamesMarkTheHourInWhichTheyBegin(String name) throws IOException {
        GoldenStore golden = GoldenStore.load(name);
        LokiStore store = golden.open(temporary);
        List<KnownChunk> known = KnownChunk.all(store);
        Map<Instant, Long> expected = new TreeMap<>();
        for (int i = 0; i < known.size(); i += known.size() / 5) {
            ChunkRef ref = known.get(i).ref();
            ChunkRef orphan = new ChunkRef(
                    ref.tenant(), ~ref.fingerprint(), ref.fromMillis(), ref.throughMillis(), ref.checksum());
            golden.objects()
                    .put(
                            ObjectKey.of(
                                    store.layout().root() + store.keyOf(orphan).value()),
                            new byte[1]);
            expected.merge(Instant.ofEpochMilli(ref.fromMillis()).truncatedTo(ChronoUnit.HOURS), 1L, Long::sum);
        }
        LokiStore planted = golden.open(temporary);

        for (Per per : Per.values()) {
            List<Coverage> rows = run(planted, per, Step.HOUR);
            Map<Instant, Long> marked = rows.stream()
                    .flatMap(row -> row.cells().stream())
                    .filter(cell -> cell.unindexed() > 0)
                    .collect(Collectors.toMap(CoverageCell::from, CoverageCell::unindexed, Long::sum, TreeMap::new));
            assertThat(marked).isEqualTo(expected);
            assertThat(rows.stream()
                            .flatMap(row -> of(Kind.UNINDEXED, row).stream())
                            .mapToLong(CoverageRange::chunks))
                    .satisfies(counts -> assertThat(
                                    counts.stream().mapToLong(Long::longValue).sum())
                            .isEqualTo(expected.values().stream()
                                    .mapToLong(Long::longValue)
                                    .sum()));
        }
    }

    @Test
    void matchersAndTimesSelect() throws IOException {
        GoldenStore golden = GoldenStore.load("fs-tsdb-v13-gzip");
        LokiStore store = golden.open(temporary);
        Instant from = Instant.parse("2026-11-20T06:30:00Z");
        Instant to = Instant.parse("2026-11-20T12:00:00Z");
        ReportQuery query = ReportQuery.ALL
                .withMatchers(Selector.parse("{app=\"checkout\"}").matchers())
                .withRange(new dev.lokistore.chunk.TimeRange(
                        from.toEpochMilli() * 1_000_000, to.toEpochMilli() * 1_000_000));
        List<KnownChunk> wanted = KnownChunk.all(store).stream()
                .filter(chunk -> chunk.labels().valueOrEmpty("app").equals("checkout")
                        && chunk.ref().throughMillis() >= from.toEpochMilli()
                        && chunk.ref().fromMillis() < to.toEpochMilli())
                .toList();

        List<Coverage> rows = rows(store, CoverageOptions.DEFAULT, query);

        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).chunks()).isEqualTo(wanted.size());
        assertThat(rows.get(0).cells())
                .isNotEmpty()
                .allMatch(cell -> !cell.from().isBefore(from.truncatedTo(ChronoUnit.HOURS))
                        && cell.from().isBefore(to));
    }

    private static CoverageOptions gap(Duration gap) {
        return new CoverageOptions(Per.TENANT, Step.HOUR, gap);
    }

    private static void delete(GoldenStore golden, LokiStore store, List<KnownChunk> chunks) throws IOException {
        golden.objects()
                .delete(chunks.stream()
                        .map(chunk -> ObjectKey.of(store.layout().root() + chunk.objectKey()))
                        .toList());
    }

    private static List<CoverageRange> of(Kind kind, Coverage row) {
        return row.ranges().stream().filter(range -> range.kind() == kind).toList();
    }

    private static String key(Coverage row) {
        return row.subject().tenant().value()
                + (row.subject().labels() == null ? "" : row.subject().labels());
    }

    private static Map<String, List<KnownChunk>> byKey(List<KnownChunk> known, Function<KnownChunk, String> key) {
        return known.stream().collect(Collectors.groupingBy(key));
    }

    private static List<Coverage> run(LokiStore store, Per per, Step step) throws IOException {
        return rows(store, new CoverageOptions(per, step, Duration.ofHours(1)), ReportQuery.ALL);
    }

    private static List<Coverage> rows(LokiStore store, CoverageOptions options, ReportQuery query) throws IOException {
        List<Coverage> rows = new ArrayList<>();
        new StoreReports(store, 1).coverage(options, query, NONE, rows::add);
        assertThat(new HashSet<>(rows.stream().map(Coverage::subject).toList())).hasSize(rows.size());
        return rows;
    }
}
