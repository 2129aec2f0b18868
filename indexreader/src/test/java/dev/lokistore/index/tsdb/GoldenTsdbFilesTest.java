package dev.lokistore.index.tsdb;

import static dev.lokistore.index.tsdb.TsdbDumps.drain;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.Fingerprints;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.SeriesQuery;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every TSDB file that a real Loki left in the golden stores. */
class GoldenTsdbFilesTest {
    static List<GoldenTsdbFile> files() throws IOException {
        return GoldenTsdbFile.all();
    }

    @ParameterizedTest
    @MethodSource("files")
    void rewritingWhatWasReadGivesLokisBytes(GoldenTsdbFile golden) throws IOException {
        TsdbBuilder builder = new TsdbBuilder(golden.bytes()[4]);
        for (IndexedSeries series : golden.series()) {
            long fingerprint = series.chunks().get(0).ref().fingerprint();
            if (golden.owner() == null) {
                builder.addWithTenant(fingerprint, series);
            } else {
                builder.add(fingerprint, series);
            }
        }

        assertThat(builder.build()).isEqualTo(golden.bytes());
    }

    @ParameterizedTest
    @MethodSource("files")
    void seriesComeByTenantFingerprintAndLabelsAndFingerprintsAreHashes(GoldenTsdbFile golden) throws IOException {
        List<IndexedSeries> series = golden.series();

        assertThat(series)
                .isNotEmpty()
                .isSortedAccordingTo(Comparator.comparing(IndexedSeries::tenant)
                        .thenComparing(one -> one.chunks().get(0).ref().fingerprint(), Long::compareUnsigned));
        for (IndexedSeries one : series) {
            Labels labels = Objects.requireNonNull(one.labels());
            assertThat(one.chunks())
                    .allSatisfy(chunk -> assertThat(chunk.ref().fingerprint()).isEqualTo(Fingerprints.of(labels)));
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void nameOfACompactedFileAgreesWithItsContents(GoldenTsdbFile golden) throws IOException {
        TsdbFile file = TsdbFile.open(ByteSource.of(golden.key(), golden.bytes()));
        if (golden.owner() != null) {
            assertThat(golden.key())
                    .endsWith("-compactor-%d-%d-%x.tsdb.gz"
                            .formatted(
                                    file.toc().fromMillis(),
                                    file.toc().throughMillis(),
                                    file.toc().checksum()));
        } else {
            assertThat(file.seriesWithoutTenant()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void fileOfSeveralTenantsGivesTheSameTenantByTenant(GoldenTsdbFile golden) throws IOException {
        TsdbFile file = TsdbFile.open(ByteSource.of(golden.key(), golden.bytes()));
        for (TenantId tenant : file.tenants()) {
            assertThat(drain(file.seriesIn(tenant, SeriesQuery.ALL)))
                    .isNotEmpty()
                    .isEqualTo(golden.series().stream()
                            .filter(series -> series.tenant().equals(tenant))
                            .toList());
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void lookupByFingerprintFindsEverySeriesAndNoOther(GoldenTsdbFile golden) throws IOException {
        TsdbFile file = TsdbFile.open(ByteSource.of(golden.key(), golden.bytes()));
        TsdbLookup lookup = golden.owner() == null ? file.lookup() : file.lookupOfTenant();
        for (IndexedSeries series : golden.series()) {
            long fingerprint = series.chunks().get(0).ref().fingerprint();
            assertThat(lookup.find(series.tenant(), fingerprint, SeriesQuery.ALL.range()))
                    .containsExactly(series);
            assertThat(lookup.find(series.tenant(), fingerprint + 1, SeriesQuery.ALL.range()))
                    .isEmpty();
        }
        assertThat(lookup.find(golden.series().get(0).tenant(), 0, SeriesQuery.ALL.range()))
                .isEmpty();
        assertThat(lookup.find(golden.series().get(0).tenant(), -1, SeriesQuery.ALL.range()))
                .isEmpty();
    }
}
