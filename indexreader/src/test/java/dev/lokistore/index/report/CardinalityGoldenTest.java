package dev.lokistore.index.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.Problems;
import dev.lokistore.index.logql.Selector;
import dev.lokistore.index.query.Row;
import dev.lokistore.index.table.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cardinality of real stores: labels as Loki's answers have them, chunks as their objects are. */
@Tag("one-runtime")
class CardinalityGoldenTest {
    private static final List<String> PODS = List.of("filename", "pod");
    private static final CardinalityOptions OPTIONS = new CardinalityOptions(List.of(PODS), ChunkGoals.DEFAULT);
    private static final Problems NONE = (subject, cause) -> {
        throw new AssertionError(subject, cause);
    };

    @TempDir
    Path temporary;

    private static Labels without(Labels labels, List<String> names) {
        Map<String, String> rest = new TreeMap<>(labels.asMap());
        rest.keySet().removeAll(names);
        return Labels.of(rest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fs-boltdb-v11",
                "fs-multi-period",
                "fs-multi-period-compacted",
                "fs-tsdb-v13-gzip",
                "minio-boltdb-v12"
            })
    void labelsAreThoseOfTheAnswersAndChunksThoseOfTheStore(String name) throws IOException {
        GoldenReports opened = GoldenReports.of(name, temporary);

        List<CardinalityRow> rows =
                opened.rows((reports, sink) -> reports.cardinality(OPTIONS, ReportQuery.ALL, NONE, sink));

        assertThat(opened.reader().contents()).isNotEmpty().doesNotContainAnyElementsOf(opened.chunkKeys());
        Set<String> expected = new HashSet<>();
        opened.golden().expected().forEach((tenant, entries) -> {
            expected.add(tenant + PODS);
            entries.forEach(
                    entry -> entry.labels().asMap().keySet().forEach(label -> expected.add(tenant + List.of(label))));
        });
        assertThat(rows.stream().map(row -> row.tenant().value() + row.labels()))
                .containsExactlyInAnyOrderElementsOf(expected);
        for (CardinalityRow row : rows) {
            Set<Labels> streams = opened.golden().expected().get(row.tenant().value()).stream()
                    .map(Row::labels)
                    .collect(Collectors.toSet());
            List<KnownChunk> chunks = opened.known().stream()
                    .filter(chunk -> chunk.ref().tenant().equals(row.tenant()))
                    .toList();
            Set<Labels> rest = new HashSet<>();
            Set<Map<String, String>> values = new HashSet<>();
            for (Labels labels : streams) {
                rest.add(without(labels, row.labels()));
                Map<String, String> own = new HashMap<>(labels.asMap());
                own.keySet().retainAll(row.labels());
                values.add(own);
            }
            // every stream of these stores has every label
            assertThat(row.streams()).isEqualTo(streams.size()).isEqualTo(row.tenantStreams());
            assertThat(row.values()).isEqualTo(values.size());
            assertThat(row.streamsSaved()).isEqualTo(streams.size() - rest.size());
            assertThat(row.chunks()).isEqualTo(chunks.size());
            assertThat(row.missingChunks()).isZero();
            assertThat(row.storedBytes())
                    .isEqualTo(
                            chunks.stream().mapToLong(KnownChunk::storedBytes).sum());
            assertThat(row.chunksSaved() > 0).isEqualTo(row.streamsSaved() > 0);
        }
    }

    /** Where nothing merges, the saving is one entry for each stream and table: that tells what an entry costs. */
    @ParameterizedTest
    @ValueSource(strings = {"fs-multi-period", "fs-multi-period-compacted", "minio-boltdb-v12"})
    void anEntryCostsItsShareOfTheIndexFiles(String name) throws IOException {
        GoldenReports opened = GoldenReports.of(name, temporary);
        long entries = 0;
        long bytes = 0;
        long ofTenant = 0;
        TenantId tenant = opened.known().get(0).ref().tenant();
        for (Table table : opened.store().tables()) {
            List<KnownChunk> chunks = opened.known().stream()
                    .filter(chunk -> chunk.in(table.name()))
                    .toList();
            Map<String, Labels> streams = new HashMap<>();
            chunks.forEach(chunk -> streams.put(chunk.stream(), chunk.labels()));
            entries += chunks.size()
                    + streams.values().stream()
                            .mapToLong(labels -> labels.size() + 2)
                            .sum();
            bytes += table.storedBytes();
            ofTenant += chunks.stream()
                    .filter(chunk -> chunk.ref().tenant().equals(tenant))
                    .map(KnownChunk::stream)
                    .distinct()
                    .count();
        }

        List<CardinalityRow> rows =
                opened.rows((reports, sink) -> reports.cardinality(OPTIONS, ReportQuery.ALL, NONE, sink));
        CardinalityRow namespace = rows.stream()
                .filter(row -> row.tenant().equals(tenant) && row.labels().equals(List.of("namespace")))
                .findFirst()
                .orElseThrow();

        assertThat(namespace.streamsSaved()).isZero();
        assertThat((double) namespace.indexBytesSaved()).isCloseTo((double) ofTenant * bytes / entries, within(1.0));
    }

    @Test
    void oneTenantsFiguresAreTheSameWhetherOthersAreAskedForOrNot() throws IOException {
        // not compacted: what an entry costs comes from files of both tenants
        GoldenReports opened = GoldenReports.of("fs-multi-period", temporary);
        TenantId tenant = TenantId.of("team-b");
        ReportQuery one = ReportQuery.ALL.withTenants(Set.of(tenant));

        List<CardinalityRow> all =
                opened.rows((reports, sink) -> reports.cardinality(OPTIONS, ReportQuery.ALL, NONE, sink));

        assertThat(opened.<CardinalityRow>rows((reports, sink) -> reports.cardinality(OPTIONS, one, NONE, sink)))
                .isNotEmpty()
                .containsExactlyElementsOf(
                        all.stream().filter(row -> row.tenant().equals(tenant)).toList());
    }

    @Test
    void filesOfTenantsThatAreNotAskedForAreNotRead() throws IOException {
        GoldenReports opened = GoldenReports.of("fs-multi-period-compacted", temporary);
        ReportQuery one =
                ReportQuery.ALL.withTenants(Set.of(TenantId.of("team-b"))).withRange(TimeRange.ALL);
        Set<String> before = Set.copyOf(opened.reader().contents());

        opened.<CardinalityRow>rows((reports, sink) -> reports.cardinality(OPTIONS, one, NONE, sink));

        assertThat(opened.reader().contents().stream().filter(key -> !before.contains(key)))
                .anyMatch(key -> key.contains("/tsdb_index_20777/team-b/"))
                .noneMatch(key -> key.contains("/tsdb_index_20777/team-a/"));
    }

    @Test
    void selectorAndTimesSelect() throws IOException {
        GoldenReports opened = GoldenReports.of("fs-multi-period", temporary);
        long from = Instant.parse("2026-11-18T00:00:00Z").toEpochMilli();
        long to = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();
        TimeRange range = new TimeRange(from * 1_000_000, to * 1_000_000);
        ReportQuery query = ReportQuery.ALL
                .withMatchers(Selector.parse("{app=\"loki-gateway\"}").matchers())
                .withRange(range);
        List<KnownChunk> wanted = opened.known().stream()
                .filter(chunk -> chunk.labels().valueOrEmpty("app").equals("loki-gateway")
                        && range.overlapsMillis(
                                chunk.ref().fromMillis(), chunk.ref().throughMillis()))
                .toList();

        List<CardinalityRow> rows = opened.rows((reports, sink) -> reports.cardinality(OPTIONS, query, NONE, sink));

        assertThat(rows).isNotEmpty();
        for (CardinalityRow row : rows) {
            List<KnownChunk> chunks = wanted.stream()
                    .filter(chunk -> chunk.ref().tenant().equals(row.tenant()))
                    .toList();
            assertThat(row.chunks()).isEqualTo(chunks.size());
            assertThat(row.streams())
                    .isEqualTo(
                            chunks.stream().map(KnownChunk::stream).distinct().count());
        }
    }
}
