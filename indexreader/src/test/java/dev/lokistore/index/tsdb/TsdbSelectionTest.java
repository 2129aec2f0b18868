package dev.lokistore.index.tsdb;

import static dev.lokistore.index.tsdb.TsdbDumps.drain;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.Effort;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.bolt.CountingSource;
import dev.lokistore.index.logql.LabelMatcher;
import dev.lokistore.index.logql.LabelMatcher.Operator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What queries find, and how little they read for it. */
class TsdbSelectionTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void randomQueriesFindWhatTryingEverySeriesFinds(long seed) throws IOException {
        RandomTsdb random = new RandomTsdb(seed);
        List<IndexedSeries> all = random.series(20 + (int) seed * 40);
        TsdbBuilder common = new TsdbBuilder(seed % 2 == 0 ? 2 : 3);
        all.forEach(series -> common.addWithTenant(RandomTsdb.fingerprint(series), series));
        TsdbFile file = TsdbDumps.open(common.build());
        for (int i = 0; i < Effort.of(25, 300); i++) {
            SeriesQuery query = random.query();
            assertThat(drain(file.series(query)))
                    .as("seed %d, query %d: %s", seed, i, query)
                    .isEqualTo(RandomTsdb.expected(all, query));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void randomQueriesOfOneTenantsFileFindWhatTryingEverySeriesFinds(long seed) throws IOException {
        RandomTsdb random = new RandomTsdb(seed);
        TenantId owner = RandomTsdb.TENANTS.get(0);
        List<IndexedSeries> own = random.series(300).stream()
                .filter(series -> series.tenant().equals(owner))
                .toList();
        TsdbBuilder builder = new TsdbBuilder(seed % 2 == 0 ? 2 : 3);
        own.forEach(series -> builder.add(RandomTsdb.fingerprint(series), series));
        TsdbFile file = TsdbDumps.open(builder.build());
        for (int i = 0; i < Effort.of(25, 300); i++) {
            SeriesQuery query = random.query();
            assertThat(drain(file.seriesOf(owner, query)))
                    .as("seed %d, query %d: %s", seed, i, query)
                    .isEqualTo(RandomTsdb.expected(own, query));
        }
    }

    @Test
    void equalityMatcherReadsASmallPartOfALargeFile() throws IOException {
        byte[] bytes = largeFile();
        CountingSource source = new CountingSource("large.tsdb", bytes);
        TsdbFile file = TsdbFile.open(source);
        long opening = source.bytesRead();
        assertThat(opening).as("opening %d bytes", bytes.length).isLessThan(bytes.length / 10);

        List<IndexedSeries> found = drain(file.series(query(new LabelMatcher("pod", Operator.EQUAL, "pod-1234"))));

        assertThat(found).hasSize(1);
        assertThat(source.bytesRead() - opening).as("bytes for one series").isLessThan(bytes.length / 50);
    }

    @Test
    void regularExpressionBesideASelectiveEqualityIsCheckedOnLabels() throws IOException {
        byte[] bytes = largeFile();
        CountingSource source = new CountingSource("large.tsdb", bytes);
        TsdbFile file = TsdbFile.open(source);
        long opening = source.bytesRead();

        List<IndexedSeries> found = drain(file.series(query(
                new LabelMatcher("app", Operator.EQUAL, "app-7"), new LabelMatcher("pod", Operator.MATCHES, ".*57"))));

        assertThat(found)
                .isNotEmpty()
                .allSatisfy(series ->
                        assertThat(series.labels().valueOrEmpty("pod")).endsWith("57"));
        assertThat(source.bytesRead() - opening).isLessThan(bytes.length / 10);
    }

    @Test
    void queryOutsideTheBoundsReadsNoSeries() throws IOException {
        CountingSource source = new CountingSource("large.tsdb", largeFile());
        TsdbFile file = TsdbFile.open(source);
        long opening = source.bytesRead();

        assertThat(drain(file.series(new SeriesQuery(Set.of(), List.of(), new TimeRange(0, 1_000_000_000L)))))
                .isEmpty();
        assertThat(source.bytesRead() - opening).isLessThan(10_000);
    }

    private static SeriesQuery query(LabelMatcher... matchers) {
        return new SeriesQuery(Set.of(), List.of(matchers), TimeRange.ALL);
    }

    private static byte[] largeFile() {
        TsdbBuilder builder = new TsdbBuilder(3);
        TenantId tenant = TenantId.of("acme");
        for (int i = 0; i < 5_000; i++) {
            List<IndexedChunk> chunks = new ArrayList<>();
            for (int c = 0; c < 60; c++) {
                long from = 1_700_000_000_000L + c * 600_000L;
                chunks.add(TsdbDumps.chunk(from, from + 599_999, i * 31 + c, 250, 1000));
            }
            long fingerprint = i * 0x9E3779B97F4A7C15L;
            Labels labels = Labels.of("app", "app-" + i % 50, "pod", "pod-" + i);
            builder.addWithTenant(
                    fingerprint, TsdbDumps.series(tenant, fingerprint, labels, chunks.toArray(IndexedChunk[]::new)));
        }
        return builder.build();
    }
}
