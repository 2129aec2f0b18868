package dev.lokistore.index.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Fingerprints;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.logql.Selector;
import dev.lokistore.index.query.Row;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableKind;
import dev.lokistore.objectstore.ObjectKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreReportsGoldenTest {
    static final List<String> STORES = List.of(
            "fs-boltdb-v11",
            "fs-multi-period",
            "fs-multi-period-compacted",
            "fs-tsdb-v13-gzip",
            "fs-tsdb-v13-compacted",
            "minio-boltdb-v12",
            "minio-boltdb-v12-compacted");

    private static final Problems NONE = (subject, cause) -> {
        throw new AssertionError(subject, cause);
    };

    @TempDir
    Path temporary;

    private static long sum(List<KnownChunk> chunks, ToLongFunction<KnownChunk> figure) {
        return chunks.stream().mapToLong(figure).sum();
    }

    private static long streams(List<KnownChunk> chunks) {
        return chunks.stream().map(KnownChunk::stream).distinct().count();
    }

    private static Instant from(List<KnownChunk> chunks) {
        return Instant.ofEpochMilli(chunks.stream()
                .mapToLong(chunk -> chunk.ref().fromMillis())
                .min()
                .orElseThrow());
    }

    private static Instant through(List<KnownChunk> chunks) {
        return Instant.ofEpochMilli(chunks.stream()
                .mapToLong(chunk -> chunk.ref().throughMillis())
                .max()
                .orElseThrow());
    }

    @ParameterizedTest
    @FieldSource("STORES")
    void theIndexReportsCountRightAndReadNoChunk(String name) throws IOException {
        GoldenReports opened = GoldenReports.of(name, temporary);

        checkTenants(opened);
        checkTables(opened);
        checkStreams(opened);
        checkLabels(opened);
        checkUsage(opened, List.of("tenant"), false);
        checkUsage(opened, List.of("tenant", "namespace"), false);
        checkUsage(opened, List.of("nolabel"), false);
        checkUsage(opened, List.of("table"), true);
        checkUsage(opened, List.of("day", "app"), true);

        assertThat(opened.reader().contents()).isNotEmpty().doesNotContainAnyElementsOf(opened.chunkKeys());
    }

    private static void checkTenants(GoldenReports opened) throws IOException {
        List<TenantRow> expected = new ArrayList<>();
        opened.golden().expected().forEach((tenant, entries) -> {
            List<KnownChunk> chunks = opened.known().stream()
                    .filter(chunk -> chunk.tenant().equals(tenant))
                    .toList();
            expected.add(new TenantRow(
                    TenantId.of(tenant),
                    (int) chunks.stream()
                            .flatMap(chunk -> chunk.tables().stream().map(Table::name))
                            .distinct()
                            .count(),
                    entries.stream().map(Row::labels).distinct().count(),
                    chunks.size(),
                    sum(chunks, KnownChunk::storedBytes),
                    from(chunks),
                    through(chunks)));
        });

        assertThat(opened.rows((StoreReports reports, ReportSink<TenantRow> sink) ->
                        reports.tenants(ReportQuery.ALL, NONE, sink)))
                .isEqualTo(expected);
    }

    private static void checkTables(GoldenReports opened) throws IOException {
        List<TableRow> rows = opened.rows((reports, sink) -> reports.tables(ReportQuery.ALL, NONE, sink));

        assertThat(rows.stream().map(TableRow::table))
                .containsExactlyElementsOf(
                        opened.store().tables().stream().map(Table::name).toList());
        for (TableRow row : rows) {
            List<KnownChunk> chunks = opened.known().stream()
                    .filter(chunk -> chunk.in(row.table()))
                    .toList();
            assertThat(row.chunks()).as(row.table()).isEqualTo(chunks.size());
            assertThat(row.streams()).as(row.table()).isEqualTo(streams(chunks));
            assertThat(row.tenants().stream().map(TenantId::value))
                    .containsExactlyElementsOf(
                            chunks.stream().map(KnownChunk::tenant).collect(Collectors.toCollection(TreeSet::new)));
            assertThat(row.table()).endsWith("_" + row.day().toEpochDay());
            assertThat(row.period()).isNotNull().isBeforeOrEqualTo(row.day());
            assertThat(row.compacted()).isEqualTo(opened.golden().name().endsWith("-compacted"));
        }
        ReportQuery nobody = ReportQuery.ALL.withTenants(Set.of(TenantId.of("nobody")));
        assertThat(opened.rows((StoreReports reports, ReportSink<TableRow> sink) -> reports.tables(nobody, NONE, sink)))
                .isEmpty();
    }

    private static void checkStreams(GoldenReports opened) throws IOException {
        List<StreamRow> rows = opened.rows((reports, sink) -> reports.streams(ReportQuery.ALL, NONE, sink));

        assertThat(rows).extracting(row -> row.tenant() + " " + row.labels()).doesNotHaveDuplicates();
        assertThat(rows).hasSize((int) streams(opened.known()));
        for (StreamRow row : rows) {
            List<KnownChunk> chunks = chunksOf(row, opened);
            assertThat(row.chunks()).isEqualTo(chunks.size());
            assertThat(row.storedBytes()).isEqualTo(sum(chunks, KnownChunk::storedBytes));
            assertThat(row.from()).isEqualTo(from(chunks));
            assertThat(row.through()).isEqualTo(through(chunks));
            assertThat(row.fingerprint()).isEqualTo(Long.toHexString(Fingerprints.of(row.labels())));
            assertThat(row.labelsKnown()).isTrue();
            checkVolume(row.entries(), row.rawBytes(), row.estimated(), chunks);
        }
    }

    private static List<KnownChunk> chunksOf(StreamRow row, GoldenReports opened) {
        return opened.known().stream()
                .filter(chunk -> chunk.stream().equals(row.tenant().value() + row.labels()))
                .toList();
    }

    /** Entries of TSDB chunks are exact, raw bytes rounded to 1024 each; boltdb knows neither. */
    private static void checkVolume(
            @Nullable Long entries, @Nullable Long rawBytes, boolean estimated, List<KnownChunk> chunks) {
        boolean tsdb = chunks.stream().allMatch(chunk -> chunk.tables().get(0).kind() == TableKind.TSDB);
        assertThat(estimated).isEqualTo(tsdb);
        if (tsdb) {
            assertThat(entries).isEqualTo(sum(chunks, KnownChunk::entries));
            // Loki counts the symbols of a version 4 chunk too
            long raw = sum(chunks, KnownChunk::rawBytes);
            assertThat(rawBytes).isBetween(raw - 512L * chunks.size(), raw + 1536L * chunks.size());
            assertThat(rawBytes).matches(bytes -> bytes % 1024 == 0);
        } else {
            assertThat(entries).isNull();
            assertThat(rawBytes).isNull();
        }
    }

    private static void checkUsage(GoldenReports opened, List<String> keys, boolean inEachTable) throws IOException {
        Map<Map<String, String>, List<KnownChunk>> groups = new HashMap<>();
        for (KnownChunk chunk : opened.known()) {
            for (Table table : inEachTable ? chunk.tables() : chunk.tables().subList(0, 1)) {
                Map<String, String> group = new TreeMap<>();
                for (String key : keys) {
                    group.put(
                            key,
                            switch (key) {
                                case "tenant" -> chunk.tenant();
                                case "table" -> table.name();
                                case "day" -> table.day().toString();
                                default -> chunk.labels().valueOrEmpty(key);
                            });
                }
                groups.computeIfAbsent(group, g -> new ArrayList<>()).add(chunk);
            }
        }
        long all = groups.values().stream()
                .mapToLong(chunks -> sum(chunks, KnownChunk::storedBytes))
                .sum();

        List<UsageRow> rows =
                opened.rows((reports, sink) -> reports.usage(UsageOptions.by(keys), ReportQuery.ALL, NONE, sink));

        assertThat(rows.stream().map(UsageRow::group)).containsExactlyInAnyOrderElementsOf(groups.keySet());
        assertThat(rows).isSortedAccordingTo((a, b) -> Long.compare(b.storedBytes(), a.storedBytes()));
        for (UsageRow row : rows) {
            List<KnownChunk> chunks = groups.getOrDefault(row.group(), List.of());
            long stored = sum(chunks, KnownChunk::storedBytes);
            assertThat(row.chunks()).isEqualTo(chunks.size());
            assertThat(row.storedBytes()).isEqualTo(stored);
            assertThat(row.streams()).isEqualTo(streams(chunks));
            assertThat(row.share()).isCloseTo((double) stored / all, within(1e-9));
            assertThat(row.averageChunkBytes()).isEqualTo(stored / chunks.size());
            assertThat(row.overlapBytes())
                    .isEqualTo(sum(
                            chunks.stream()
                                    .filter(chunk -> overlapsAnother(chunk, opened.known()))
                                    .toList(),
                            KnownChunk::storedBytes));
            assertThat(row.group().keySet()).containsExactlyElementsOf(keys);
        }
    }

    private static boolean overlapsAnother(KnownChunk chunk, List<KnownChunk> all) {
        return all.stream()
                .anyMatch(other -> other != chunk
                        && other.stream().equals(chunk.stream())
                        && Math.min(chunk.ref().throughMillis(), other.ref().throughMillis())
                                        - Math.max(
                                                chunk.ref().fromMillis(),
                                                other.ref().fromMillis())
                                > 1);
    }

    private static void checkLabels(GoldenReports opened) throws IOException {
        Map<String, Set<String>> values = new TreeMap<>();
        Map<String, Set<String>> streams = new TreeMap<>();
        Map<String, Long> chunksByApp = new TreeMap<>();
        for (KnownChunk chunk : opened.known()) {
            for (Map.Entry<String, String> label : chunk.labels().asMap().entrySet()) {
                String key = chunk.tenant() + " " + label.getKey();
                values.computeIfAbsent(key, k -> new HashSet<>()).add(label.getValue());
                streams.computeIfAbsent(key, k -> new HashSet<>()).add(chunk.stream());
            }
            chunksByApp.merge(chunk.tenant() + " " + chunk.labels().valueOrEmpty("app"), 1L, Long::sum);
        }

        List<LabelNameRow> names = opened.rows((reports, sink) -> reports.labels(ReportQuery.ALL, NONE, sink));
        List<LabelValueRow> apps =
                opened.rows((reports, sink) -> reports.labelValues("app", ReportQuery.ALL, NONE, sink));

        assertThat(names.stream().map(row -> row.tenant() + " " + row.label()))
                .containsExactlyElementsOf(values.keySet());
        for (LabelNameRow row : names) {
            String key = row.tenant() + " " + row.label();
            assertThat(values.get(key)).hasSize((int) row.values());
            assertThat(streams.get(key)).hasSize((int) row.streams());
        }
        Map<String, Long> found = new TreeMap<>();
        apps.forEach(row -> found.put(row.tenant() + " " + row.value(), row.chunks()));
        assertThat(found).isEqualTo(chunksByApp);
        assertThat(apps.stream().mapToLong(LabelValueRow::streams).sum()).isEqualTo(streams(opened.known()));
    }

    @ParameterizedTest
    @FieldSource("STORES")
    void chunksNamesEveryChunkItsTablesAndWhetherItIsThere(String name) throws IOException {
        GoldenReports opened = GoldenReports.of(name, temporary);
        Map<ChunkRef, KnownChunk> known =
                opened.known().stream().collect(Collectors.toMap(KnownChunk::ref, Function.identity()));
        KnownChunk lost = opened.known().get(known.size() / 2);
        opened.golden()
                .objects()
                .delete(List.of(ObjectKey.of(opened.store().layout().root() + lost.objectKey())));

        for (StoreReports.Verification verification : StoreReports.Verification.values()) {
            List<ChunkRow> rows =
                    opened.rows((reports, sink) -> reports.chunks(ReportQuery.ALL, verification, NONE, sink));

            assertThat(rows.stream().map(ChunkRow::ref)).containsExactlyInAnyOrderElementsOf(known.keySet());
            for (ChunkRow row : rows) {
                KnownChunk chunk = known.getOrDefault(row.ref(), lost);
                boolean there = chunk != lost;
                assertThat(row.state()).isEqualTo(there ? ChunkRow.State.OK : ChunkRow.State.MISSING);
                assertThat(row.storedBytes()).isEqualTo(there ? chunk.storedBytes() : 0);
                assertThat(row.objectKey()).isEqualTo(chunk.objectKey());
                assertThat(row.labels()).isEqualTo(chunk.labels());
                assertThat(row.tables())
                        .containsExactlyElementsOf(
                                chunk.tables().stream().map(Table::name).toList());
                checkVolume(row.entries(), row.rawBytes(), row.estimated(), List.of(chunk));
            }
        }
        assertThat(opened.reader().heads()).isNotEmpty();
        assertThat(opened.reader().contents()).isNotEmpty().doesNotContainAnyElementsOf(opened.chunkKeys());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fs-boltdb-v11", "fs-tsdb-v13-zstd", "minio-boltdb-v12"})
    void exactReportsReadHeadersAndFillInWhatAnIndexLacks(String name) throws IOException {
        GoldenReports opened = GoldenReports.of(name, temporary);
        ReportQuery exact = ReportQuery.ALL.withDetail(ReportQuery.Detail.EXACT);

        List<StreamRow> streams = opened.rows((reports, sink) -> reports.streams(exact, NONE, sink));
        List<UsageRow> codecs = opened.rows(
                (reports, sink) -> reports.usage(UsageOptions.by("codec", "tenant"), ReportQuery.ALL, NONE, sink));

        assertThat(streams).isNotEmpty().noneMatch(StreamRow::estimated);
        for (StreamRow row : streams) {
            assertThat(row.entries()).isEqualTo(sum(chunksOf(row, opened), KnownChunk::entries));
            assertThat(row.rawBytes()).isEqualTo(sum(chunksOf(row, opened), KnownChunk::rawBytes));
        }
        assertThat(codecs).allMatch(row -> row.rawBytes() != null && !row.estimated());
        assertThat(codecs.stream().map(row -> row.group().get("codec")).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        opened.known().stream().map(KnownChunk::codec).collect(Collectors.toSet()));
        assertThat(opened.reader().contents()).containsAll(opened.chunkKeys());
        assertThat(opened.reader().wholes()).doesNotContainAnyElementsOf(opened.chunkKeys());
    }

    @Test
    void replicasOverlapAndOneIngestersChunksDoNot() throws IOException {
        GoldenReports replicated = GoldenReports.of("minio-boltdb-v12", temporary);
        GoldenReports single = GoldenReports.of("fs-multi-period", temporary);

        List<UsageRow> two = replicated.rows(
                (reports, sink) -> reports.usage(UsageOptions.by("tenant"), ReportQuery.ALL, NONE, sink));
        List<UsageRow> one =
                single.rows((reports, sink) -> reports.usage(UsageOptions.by("tenant"), ReportQuery.ALL, NONE, sink));

        assertThat(two).allMatch(row -> row.overlapBytes() > row.storedBytes() / 2);
        assertThat(one).hasSize(2).allMatch(row -> row.overlapBytes() == 0);
    }

    /** Without replicas every entry is stored once, so that Loki's own answers count for entries. */
    @ParameterizedTest
    @ValueSource(strings = {"fs-boltdb-v11", "fs-tsdb-v13-zstd"})
    void entriesAddUpToThoseThatLokiReturned(String name) throws IOException {
        GoldenReports opened = GoldenReports.of(name, temporary);
        Map<String, Long> expected = opened.golden().allExpected().stream()
                .collect(Collectors.groupingBy(
                        row -> row.tenant() + " " + row.labels().valueOrEmpty("app"),
                        TreeMap::new,
                        Collectors.counting()));
        ReportQuery exact = ReportQuery.ALL.withDetail(ReportQuery.Detail.EXACT);

        Map<String, Long> found = new TreeMap<>();
        for (UsageRow row : opened.<UsageRow>rows(
                (reports, sink) -> reports.usage(UsageOptions.by("tenant", "app"), exact, NONE, sink))) {
            found.put(row.group().get("tenant") + " " + row.group().get("app"), row.entries());
        }

        assertThat(found).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fs-multi-period", "minio-boltdb-v12"})
    void tenantsMatchersAndTimesSelect(String name) throws IOException {
        GoldenReports opened = GoldenReports.of(name, temporary);
        KnownChunk one = opened.known().get(opened.known().size() / 3);
        String app = one.labels().valueOrEmpty("app");
        long nanos = (one.ref().fromMillis() + 1) * 1_000_000;
        TimeRange range = new TimeRange(nanos, nanos + 3_600_000_000_000L);
        ReportQuery query = ReportQuery.ALL
                .withTenants(Set.of(one.ref().tenant()))
                .withMatchers(Selector.parse("{app=\"" + app + "\"}").matchers())
                .withRange(range);
        List<KnownChunk> wanted = opened.known().stream()
                .filter(chunk -> chunk.tenant().equals(one.tenant())
                        && chunk.labels().valueOrEmpty("app").equals(app)
                        && range.overlapsMillis(
                                chunk.ref().fromMillis(), chunk.ref().throughMillis()))
                .toList();

        List<ChunkRow> chunks =
                opened.rows((reports, sink) -> reports.chunks(query, StoreReports.Verification.LISTING, NONE, sink));
        List<StreamRow> streams = opened.rows((reports, sink) -> reports.streams(query, NONE, sink));

        assertThat(chunks.stream().map(ChunkRow::ref))
                .containsExactlyInAnyOrderElementsOf(
                        wanted.stream().map(KnownChunk::ref).toList());
        assertThat(chunks).allMatch(row -> row.state() == ChunkRow.State.OK);
        assertThat(streams.stream().mapToLong(StreamRow::chunks).sum()).isEqualTo(wanted.size());
        assertThat(streams.stream().mapToLong(StreamRow::storedBytes).sum())
                .isEqualTo(sum(wanted, KnownChunk::storedBytes));
        assertThat(streams).allMatch(row -> row.labels().valueOrEmpty("app").equals(app));
    }

    @Test
    void aTenantWithoutAnIndexIsStillListed() throws IOException {
        GoldenReports opened = GoldenReports.of("fs-multi-period", temporary);
        String root = opened.store().layout().root();
        for (Table table : opened.store().tables()) {
            opened.golden()
                    .objects()
                    .delete(table.files().stream()
                            .map(file -> ObjectKey.of(root + file.key()))
                            .toList());
        }
        LokiStore bare = opened.golden().open(temporary);
        List<TenantRow> rows = new ArrayList<>();

        new StoreReports(bare, 1).tenants(ReportQuery.ALL, NONE, rows::add);

        assertThat(rows.stream().map(row -> row.tenant().value())).containsExactly("team-a", "team-b");
        assertThat(rows).allMatch(row -> row.tables() == 0 && row.streams() > 0);
        assertThat(rows.stream().mapToLong(TenantRow::chunks).sum())
                .isEqualTo(opened.known().size());
        assertThat(rows.stream().mapToLong(TenantRow::storedBytes).sum())
                .isEqualTo(sum(opened.known(), KnownChunk::storedBytes));
    }

    @Test
    void usageWantsEachKeyOnce() throws IOException {
        GoldenReports opened = GoldenReports.of("fs-tsdb-v13-none", temporary);
        StoreReports reports = new StoreReports(opened.store(), 1);

        assertThatThrownBy(() -> reports.usage(UsageOptions.by(), ReportQuery.ALL, NONE, row -> {}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> reports.usage(UsageOptions.by("app", "app"), ReportQuery.ALL, NONE, row -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("app");
    }

    @Test
    void aSetOfHashesKnowsWhatItHolds() {
        LongPairSet set = new LongPairSet();
        for (int i = 0; i < 10_000; i++) {
            assertThat(set.add(i % 7, i)).isTrue();
        }
        for (int i = 0; i < 10_000; i++) {
            assertThat(set.add(i % 7, i)).isFalse();
        }
        assertThat(set.size()).isEqualTo(10_000);
    }
}
