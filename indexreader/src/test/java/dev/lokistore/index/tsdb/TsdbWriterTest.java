package dev.lokistore.index.tsdb;

import static dev.lokistore.index.tsdb.TsdbDumps.EXAMPLE;
import static dev.lokistore.index.tsdb.TsdbDumps.FAKE;
import static dev.lokistore.index.tsdb.TsdbDumps.FINGERPRINT;
import static dev.lokistore.index.tsdb.TsdbDumps.drain;
import static dev.lokistore.index.tsdb.TsdbDumps.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.ReferenceDigest;
import dev.lokistore.index.SeriesQuery;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes of the writer against Loki's, the format document's, and those of the test's own builder. */
class TsdbWriterTest {
    @TempDir
    private Path temporary = Path.of("");

    static List<GoldenTsdbFile> compacted() throws IOException {
        return GoldenTsdbFile.all().stream()
                .filter(file -> file.owner() != null)
                .toList();
    }

    private byte[] write(int version, List<IndexedSeries> series) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TsdbWriter writer = new TsdbWriter(version, temporary)) {
            for (IndexedSeries one : series) {
                writer.add(FAKE, fingerprint(one), Objects.requireNonNull(one.labels()), one.chunks());
            }
            TsdbWriter.Written written = writer.write(FAKE, out);
            TsdbFile file = TsdbFile.open(ByteSource.of("written", out.toByteArray()));
            assertThat(written.toc()).isEqualTo(file.toc());
            assertThat(written.series()).isEqualTo(file.seriesCount());
            assertThat(written.chunks()).isEqualTo(digest(drain(file.seriesOf(FAKE, SeriesQuery.ALL))));
        }
        try (var left = Files.list(temporary)) {
            assertThat(left).isEmpty();
        }
        return out.toByteArray();
    }

    private static ReferenceDigest digest(List<IndexedSeries> series) {
        ReferenceDigest sum = ReferenceDigest.NONE;
        for (IndexedSeries one : series) {
            for (IndexedChunk chunk : one.chunks()) {
                sum = sum.and(new ReferenceDigest(1, ReferenceDigest.hash(chunk.ref())));
            }
        }
        return sum;
    }

    private static long fingerprint(IndexedSeries series) {
        return series.chunks().isEmpty() ? 0 : series.chunks().get(0).ref().fingerprint();
    }

    @Test
    void format3IsTheDocumentsDump() throws IOException {
        assertThat(write(3, List.of(EXAMPLE))).isEqualTo(TsdbDumps.FORMAT_3);
    }

    @Test
    void format2HasTheDocumentsRecordAndContents() throws IOException {
        byte[] file = write(2, List.of(EXAMPLE));

        assertThat(file).hasSize(322);
        assertThat(Arrays.copyOfRange(file, 0x20, 0x45)).isEqualTo(TsdbDumps.RECORD_2);
        assertThat(Arrays.copyOfRange(file, 322 - 76, 322)).isEqualTo(TsdbDumps.TOC_2);
    }

    @Test
    void recordOfTwoPagesIsTheDocuments() throws IOException {
        byte[] expected = TsdbDumps.RECORD_OF_TWO_PAGES;

        assertThat(Arrays.copyOfRange(write(3, List.of(TsdbDumps.twoPages())), 0x20, 0x20 + expected.length))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("compacted")
    void lokisCompactedFilesComeOutByteForByteInWhateverOrderSeriesComeIn(GoldenTsdbFile golden) throws IOException {
        List<IndexedSeries> series = new ArrayList<>(golden.series());
        Collections.shuffle(series, new Random(17));

        assertThat(write(golden.bytes()[4], series)).isEqualTo(golden.bytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void randomSeriesGiveTheBuildersBytes(int version) throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            List<IndexedSeries> series = random(random, 1 + random.nextInt(3000));
            TsdbBuilder builder = new TsdbBuilder(version);
            series.forEach(one -> builder.add(fingerprint(one), one));

            assertThat(write(version, series)).as("seed %d", seed).isEqualTo(builder.build());
        }
    }

    private static List<IndexedSeries> random(Random random, int count) {
        List<IndexedSeries> series = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // a few fingerprints are shared by different labels
            long fingerprint = random.nextInt(10) == 0 ? 7 : random.nextLong();
            Labels labels =
                    Labels.of("app", "a" + random.nextInt(9), "n", "ü" + i, "zone", "\uFFFD\uD83D\uDE00" + i % 7);
            List<IndexedChunk> chunks = new ArrayList<>();
            long from = 1_700_000_000_000L + random.nextInt(1000);
            for (int c = random.nextInt(i % 50 == 0 ? 100 : 4); c >= 0; c--) {
                from += random.nextInt(5000);
                chunks.add(TsdbDumps.chunk(
                        from,
                        from + random.nextInt(100_000),
                        random.nextInt(),
                        random.nextInt(2000),
                        random.nextInt(1 << 20)));
            }
            series.add(TsdbDumps.series(FAKE, fingerprint, labels, chunks.toArray(IndexedChunk[]::new)));
        }
        return series;
    }

    @Test
    void seriesOfSeveralFilesWithTheSameLabelsBecomeOneWithEachChunkOnce() throws IOException {
        Labels labels = Objects.requireNonNull(EXAMPLE.labels());
        IndexedChunk known = EXAMPLE.chunks().get(0);
        IndexedChunk earlier = TsdbDumps.chunk(1_600_000_000_000L, 1_600_000_000_001L, 3, 4, 5);
        IndexedSeries both = TsdbDumps.series(FAKE, FINGERPRINT, labels, earlier, known);

        assertThat(drain(open(write(3, List.of(EXAMPLE, both))).seriesOf(FAKE, SeriesQuery.ALL)))
                .containsExactly(both);
    }

    @Test
    void seriesWithoutChunksAreNotWritten() throws IOException {
        try (TsdbWriter writer = new TsdbWriter(3, temporary)) {
            writer.add(FAKE, 1, Labels.of("a", "b"), List.of());

            assertThat(writer.tenants()).isEmpty();
            assertThatIllegalArgumentException().isThrownBy(() -> writer.write(FAKE, new ByteArrayOutputStream()));
        }
    }

    @Test
    void chunkOfUnknownVolumeIsRefused() throws IOException {
        try (TsdbWriter writer = new TsdbWriter(3, temporary)) {
            IndexedChunk chunk = new IndexedChunk(new ChunkRef(FAKE, 1, 2, 3, 4), null);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> writer.add(FAKE, 1, Labels.of("a", "b"), List.of(chunk)))
                    .withMessageContaining("size");
        }
    }

    @Test
    void versionThatNoLokiReadsIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TsdbWriter(4, temporary));
        assertThatIllegalArgumentException().isThrownBy(() -> new TsdbWriter(1, temporary));
    }
}
