package dev.lokistore.index.boltdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.bolt.BoltFile;
import dev.lokistore.index.bolt.CountingSource;
import dev.lokistore.index.logql.LabelMatcher;
import dev.lokistore.index.logql.LabelMatcher.Operator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A table of 12,000 series and 60,000 chunks: what a query reads of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LargeBoltdbTest {
    private static final int SERIES = 12_000;
    private static final long DAY_START = 19675L * 86_400_000;

    @TempDir
    private Path temporary;

    private CountingSource source = new CountingSource("large", new byte[0]);
    private long size;

    @BeforeAll
    void build() {
        LokiRows rows = new LokiRows(12);
        for (int s = 0; s < SERIES; s++) {
            TenantId tenant = TenantId.of(s % 5 == 0 ? "small" : "fake");
            Labels labels = Labels.of(
                    "cluster", "c" + s % 2, "namespace", "ns-" + s % 40, "app", "app-" + s % 400, "pod", "pod-" + s);
            for (int c = 0; c < 5; c++) {
                long from = DAY_START + c * 3_600_000L;
                rows.chunk(labels, new ChunkRef(tenant, s + 1L, from, from + 3_599_999, s * 5 + c));
            }
        }
        byte[] file = rows.file();
        size = file.length;
        source = new CountingSource("large", file);
    }

    private List<IndexedSeries> read(BoltdbIndex index, SeriesQuery query) throws IOException {
        List<IndexedSeries> all = new ArrayList<>();
        try (SeriesCursor cursor = index.series(query, (subject, cause) -> {
            throw new AssertionError(cause);
        })) {
            while (cursor.next()) {
                all.add(cursor.series());
            }
        }
        return all;
    }

    private BoltdbIndex index() throws IOException {
        BoltdbIndex index = new BoltdbIndex(List.of(BoltdbFile.common(BoltFile.open(source))), temporary);
        source.reset();
        return index;
    }

    private static SeriesQuery query(String name, Operator operator, String value) {
        return new SeriesQuery(Set.of(), List.of(new LabelMatcher(name, operator, value)), TimeRange.ALL);
    }

    @Test
    void anEqualityMatcherReadsASmallPart() throws IOException {
        BoltdbIndex index = index();
        List<IndexedSeries> found = read(index, query("pod", Operator.EQUAL, "pod-4711"));
        assertThat(found).singleElement().satisfies(one -> {
            assertThat(Objects.requireNonNull(one.labels()).get("app")).hasValue("app-311");
            assertThat(one.chunks()).hasSize(5);
        });
        assertThat(source.bytesRead()).as("of " + size).isLessThan(size / 7);
        source.reset();
        assertThat(read(index, query("pod", Operator.MATCHES, "pod-1|pod-2|pod-3")))
                .hasSize(3);
        assertThat(source.bytesRead()).as("the outline is known by now").isLessThan(size / 10);
        source.reset();
        assertThat(read(index, query("pod", Operator.EQUAL, "pod"))).isEmpty();
        assertThat(source.bytesRead()).isLessThan(size / 50);
    }

    @Test
    void anEqualityMatcherThatSelectsThirtyStreamsReadsHalfAtMost() throws IOException {
        assertThat(read(index(), query("app", Operator.EQUAL, "app-7"))).hasSize(30);
        assertThat(source.bytesRead()).as("of " + size).isLessThan(size / 2);
    }

    @Test
    void twoMatchersReadOnlyWhatBothSelect() throws IOException {
        SeriesQuery both = new SeriesQuery(
                Set.of(TenantId.of("fake")),
                List.of(
                        new LabelMatcher("cluster", Operator.EQUAL, "c1"),
                        new LabelMatcher("pod", Operator.EQUAL, "pod-4711")),
                TimeRange.ALL);
        assertThat(read(index(), both)).hasSize(1);
        assertThat(source.bytesRead()).as("of " + size).isLessThan(size / 5);
    }

    @Test
    void tenantsAndEvidenceReadASmallPart() throws IOException {
        BoltdbIndex index = index();
        assertThat(index.tenants((subject, cause) -> {})).hasSize(2);
        assertThat(index.evidence((subject, cause) -> {}).rowShards()).hasValue(16);
        assertThat(source.bytesRead()).as("of " + size).isLessThan(size / 10);
    }

    @Test
    void readingAllReadsEachPageAFewTimesAtMost() throws IOException {
        assertThat(read(index(), SeriesQuery.ALL)).hasSize(SERIES);
        assertThat(source.bytesRead()).as("of " + size).isLessThan(size * 3 / 2);
    }
}
