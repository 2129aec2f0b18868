package dev.lokistore.index.tsdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.IndexedSeries;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Golden files cut at every length and with every byte changed. */
@Tag("one-runtime")
class TsdbDamageTest {
    static List<GoldenTsdbFile> files() throws IOException {
        // the stores of the codecs hold the same index, so one of each: common and a tenant's, formats 2 and 3
        return GoldenTsdbFile.all().stream()
                .filter(file -> file.key().contains("multi-period"))
                .filter(file -> !file.key().contains("_20777/") && !file.key().contains("/team-b/"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyTruncationIsDetected(GoldenTsdbFile golden) throws IOException {
        for (int length = 0; length < golden.bytes().length; length += step(golden)) {
            try {
                golden.read(Arrays.copyOf(golden.bytes(), length));
            } catch (CorruptDataException expected) {
                assertThat(expected.source()).isEqualTo(golden.key());
                assertThat(expected.offset()).isBetween(0L, (long) length);
                continue;
            }
            fail("cut to %d bytes: no error", length);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyChangedByteIsDetectedWhereItIsTouchedAndHarmlessElsewhere(GoldenTsdbFile golden) throws IOException {
        List<IndexedSeries> sound = golden.series();
        TsdbToc toc = TsdbFile.open(ByteSource.of(golden.key(), golden.bytes())).toc();
        int detected = 0;
        for (int i = 0; i < golden.bytes().length; i += step(golden)) {
            byte[] bytes = golden.bytes().clone();
            bytes[i] ^= (byte) (1 << i % 8);
            try {
                assertThat(golden.read(bytes)).as("byte %d changed", i).isEqualTo(sound);
                assertThat(inside(i, toc.labelIndices(), toc.postingsTable()))
                        .as("byte %d of %s changed unnoticed", i, toc)
                        .isTrue();
            } catch (CorruptDataException expected) {
                assertThat(expected.source()).isEqualTo(golden.key());
                assertThat(expected.offset()).isBetween(0L, (long) golden.bytes().length);
                detected++;
            }
        }
        assertThat(detected).isPositive();
    }

    /** Label indices, which nobody reads, and postings of labels, which a scan does not touch. */
    private static boolean inside(int position, long from, long to) {
        return position >= from && position < to;
    }

    private static int step(GoldenTsdbFile golden) {
        return golden.bytes().length > 64 << 10 ? 37 : 1;
    }
}
