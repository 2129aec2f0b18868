package dev.lokistore.index.tsdb;

import static dev.lokistore.index.tsdb.TsdbDumps.EXAMPLE;
import static dev.lokistore.index.tsdb.TsdbDumps.FAKE;
import static dev.lokistore.index.tsdb.TsdbDumps.FINGERPRINT;
import static dev.lokistore.index.tsdb.TsdbDumps.drain;
import static dev.lokistore.index.tsdb.TsdbDumps.open;
import static dev.lokistore.index.tsdb.TsdbDumps.series;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.Labels;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.SeriesQuery;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The bytes in {@code formats/index-tables.md#46}: the reader reads them, the test's builder writes them. */
class TsdbDumpTest {
    @Test
    void format3DumpReadsAsTheExample() throws IOException {
        TsdbFile file = open(TsdbDumps.FORMAT_3);

        assertThat(file.formatVersion()).isEqualTo(3);
        assertThat(file.toc())
                .isEqualTo(new TsdbToc(
                        0x05, 0x1d, 0x5e, 0xb8, 0x88, 0xd0, 0xf3, 1700000000123L, 1700003600456L, 0xf231c397));
        assertThat(file.seriesCount()).isEqualTo(1);
        assertThat(drain(file.seriesOf(FAKE, SeriesQuery.ALL))).containsExactly(EXAMPLE);
    }

    @Test
    void format3DumpIsWhatTheBuilderWrites() {
        assertThat(TsdbDumps.FORMAT_3).hasSize(347);
        assertThat(new TsdbBuilder(3).add(FINGERPRINT, EXAMPLE).build()).isEqualTo(TsdbDumps.FORMAT_3);
    }

    @Test
    void format2HasTheDocumentsRecordAndContents() throws IOException {
        byte[] file = new TsdbBuilder(2).add(FINGERPRINT, EXAMPLE).build();

        assertThat(file).hasSize(322);
        assertThat(file[4]).isEqualTo((byte) 2);
        assertThat(Arrays.copyOfRange(file, 0x20, 0x45)).isEqualTo(TsdbDumps.RECORD_2);
        assertThat(Arrays.copyOfRange(file, 322 - 76, 322)).isEqualTo(TsdbDumps.TOC_2);
        assertThat(open(file).formatVersion()).isEqualTo(2);
        assertThat(drain(open(file).seriesOf(FAKE, SeriesQuery.ALL))).containsExactly(EXAMPLE);
    }

    @Test
    void recordOfTwoPagesReadsBack() throws IOException {
        byte[] file = new TsdbBuilder(3).add(FINGERPRINT, TsdbDumps.twoPages()).build();

        byte[] expected = TsdbDumps.RECORD_OF_TWO_PAGES;
        assertThat(Arrays.copyOfRange(file, 0x20, 0x20 + expected.length)).isEqualTo(expected);
        assertThat(drain(open(file).seriesOf(FAKE, SeriesQuery.ALL))).containsExactly(TsdbDumps.twoPages());
    }

    @Test
    void recordWithoutChunksYieldsNoSeries() throws IOException {
        IndexedSeries empty = series(FAKE, FINGERPRINT, Labels.of("app", "a", "env", "b"));
        byte[] file = new TsdbBuilder(3).add(FINGERPRINT, empty).build();

        byte[] expected = TsdbDumps.RECORD_WITHOUT_CHUNKS;
        assertThat(Arrays.copyOfRange(file, 0x20, 0x20 + expected.length)).isEqualTo(expected);
        TsdbFile opened = open(file);
        assertThat(opened.seriesCount()).isEqualTo(1);
        assertThat(drain(opened.seriesOf(FAKE, SeriesQuery.ALL))).isEmpty();
    }

    @Test
    void multiTenantRecordHasTheTenantLabelAmongTheOthersAndReadsWithoutIt() throws IOException {
        byte[] file = new TsdbBuilder(3).addWithTenant(FINGERPRINT, EXAMPLE).build();

        assertThat(Arrays.copyOfRange(file, 0x40, 0x51))
                .isEqualTo(TsdbDumps.bytes("3b c7a7b6a4c471376d 03 00 05 02 01 04 03 01"));
        TsdbFile opened = open(file);
        assertThat(opened.tenants()).containsExactly(FAKE);
        assertThat(opened.seriesWithoutTenant()).isZero();
        assertThat(drain(opened.series(SeriesQuery.ALL))).containsExactly(EXAMPLE);
    }

    @Test
    void fileWithoutSeriesOpens() throws IOException {
        TsdbFile file = open(new TsdbBuilder(3).build());

        assertThat(drain(file.seriesOf(FAKE, SeriesQuery.ALL))).isEmpty();
        assertThat(drain(file.series(SeriesQuery.ALL))).isEmpty();
    }

    @Test
    void seriesWithoutTenantInACommonFileAreCountedAndLeftOut() throws IOException {
        IndexedSeries other = series(FAKE, 7, Labels.of("app", "c"), TsdbDumps.chunk(1, 2, 3, 4, 5));
        byte[] file = new TsdbBuilder(3)
                .addWithTenant(FINGERPRINT, EXAMPLE)
                .add(7, other)
                .build();

        TsdbFile opened = open(file);
        assertThat(opened.seriesWithoutTenant()).isEqualTo(1);
        assertThat(drain(opened.series(SeriesQuery.ALL))).containsExactly(EXAMPLE);
    }
}
