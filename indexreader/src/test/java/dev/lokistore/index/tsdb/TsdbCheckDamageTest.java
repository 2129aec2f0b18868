package dev.lokistore.index.tsdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.check.FileFault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Golden files with every byte changed: nothing of a TSDB file is without a check. */
@Tag("one-runtime")
class TsdbCheckDamageTest {
    static List<GoldenTsdbFile> files() throws IOException {
        return TsdbDamageTest.files();
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyChangedByteIsFound(GoldenTsdbFile golden) throws IOException {
        List<IndexedSeries> series = new ArrayList<>();
        assertThat(check(golden, golden.bytes(), series)).isEmpty();
        assertThat(series).hasSameElementsAs(golden.series());
        int step = golden.bytes().length > 64 << 10 ? 37 : 1;
        for (int i = 0; i < golden.bytes().length; i += step) {
            byte[] bytes = golden.bytes().clone();
            bytes[i] ^= (byte) (1 << i % 8);
            List<FileFault> faults = check(golden, bytes, new ArrayList<>());
            assertThat(faults).as("byte %d changed", i).isNotEmpty().hasSizeLessThan(400);
            assertThat(faults)
                    .allSatisfy(fault -> assertThat(fault.offset()).isBetween(0L, (long) golden.bytes().length));
        }
    }

    private static List<FileFault> check(GoldenTsdbFile golden, byte[] bytes, List<IndexedSeries> series)
            throws IOException {
        List<FileFault> faults = new ArrayList<>();
        try {
            TsdbFile file = TsdbFile.open(ByteSource.of(golden.key(), bytes));
            TsdbCheck.run(file, golden.owner(), faults::add, (one, offset) -> series.add(one));
        } catch (CorruptDataException e) {
            faults.add(FileFault.of(FileFault.Kind.UNREADABLE, e));
        }
        return faults;
    }
}
