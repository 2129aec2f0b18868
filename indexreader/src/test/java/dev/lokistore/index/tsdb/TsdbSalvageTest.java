package dev.lokistore.index.tsdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.Effort;
import dev.lokistore.index.IndexedSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Golden files cut off and changed: the series of all records that are whole are found, exactly, and no others. */
@Tag("one-runtime")
class TsdbSalvageTest {
    private static final int SAMPLES = Effort.of(30, 100_000);

    @TempDir
    private Path temporary;

    private final List<CorruptDataException> lost = new ArrayList<>();

    static List<GoldenTsdbFile> files() throws IOException {
        return TsdbDamageTest.files();
    }

    /** Where a series is in the file. */
    private record Placed(IndexedSeries series, long from, long to) {}

    private static List<Placed> placed(GoldenTsdbFile golden) throws IOException {
        List<Placed> all = new ArrayList<>();
        TsdbFile file = TsdbFile.open(ByteSource.of(golden.key(), golden.bytes()));
        TsdbCheck.run(file, golden.owner(), fault -> {}, (series, offset) -> {
            Fields fields = new Fields("golden");
            fields.reset(golden.bytes(), (int) offset, golden.bytes().length, 0);
            long length = fields.uvarint("length");
            all.add(new Placed(series, offset, fields.offset() + length + 4));
        });
        assertThat(all).isNotEmpty();
        return all;
    }

    private Set<IndexedSeries> salvage(GoldenTsdbFile golden, byte[] damaged) throws IOException {
        lost.clear();
        Path target = temporary.resolve("salvaged");
        Files.deleteIfExists(target);
        ByteSource source = ByteSource.of("damaged", damaged);
        long count = TsdbSalvage.write(source, golden.owner(), TsdbLimits.DEFAULT, temporary, target, lost::add);
        if (count == 0) {
            assertThat(target).doesNotExist();
            return Set.of();
        }
        byte[] written = Files.readAllBytes(target);
        assertThat(TsdbSalvage.fault(ByteSource.of("salvaged", written), golden.owner(), TsdbLimits.DEFAULT))
                .isEmpty();
        List<IndexedSeries> found = golden.read(written);
        assertThat(found).hasSize((int) count);
        return new HashSet<>(found);
    }

    private static Set<IndexedSeries> outside(List<Placed> all, int changed) {
        Set<IndexedSeries> left = new HashSet<>();
        all.stream().filter(one -> changed < one.from() || changed >= one.to()).forEach(one -> left.add(one.series()));
        return left;
    }

    @ParameterizedTest
    @MethodSource("files")
    void aChangedByteCostsItsOwnSeriesOnly(GoldenTsdbFile golden) throws IOException {
        List<Placed> all = placed(golden);
        byte[] bytes = golden.bytes();
        assertThat(TsdbSalvage.fault(ByteSource.of("whole", bytes), golden.owner(), TsdbLimits.DEFAULT))
                .isEmpty();
        int step = Math.max(1, bytes.length / SAMPLES);
        Random random = new Random(5);
        for (int at = 0; at < bytes.length; at += at < 8 ? 1 : 1 + random.nextInt(2 * step)) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= (byte) (1 << random.nextInt(8));

            assertThat(salvage(golden, damaged)).as("byte %d", at).isEqualTo(outside(all, at));
            if (outside(all, at).size() < all.size()) {
                assertThat(lost)
                        .as("byte %d", at)
                        .anyMatch(fault -> fault.problem().contains("checksum holds"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void ofAFileCutShortComeTheSeriesBeforeTheCut(GoldenTsdbFile golden) throws IOException {
        List<Placed> all = placed(golden);
        byte[] bytes = golden.bytes();
        int step = Math.max(1, bytes.length / SAMPLES);
        Random random = new Random(7);
        for (int cut = 0; cut < bytes.length; cut += 1 + random.nextInt(2 * step)) {
            int size = cut;
            Set<IndexedSeries> left = new HashSet<>();
            all.stream().filter(one -> one.to() <= size).forEach(one -> left.add(one.series()));

            assertThat(salvage(golden, Arrays.copyOf(bytes, cut)))
                    .as("%d bytes", cut)
                    .isEqualTo(left);
            assertThat(lost).isNotEmpty();
        }
    }

    /** Symbols and the table of postings: only the fingerprints still vouch for labels, and nothing does for tenants. */
    @ParameterizedTest
    @MethodSource("files")
    void whatNothingVouchesForIsLeftOut(GoldenTsdbFile golden) throws IOException {
        List<Placed> all = placed(golden);
        TsdbToc toc = TsdbFile.open(ByteSource.of("golden", golden.bytes())).toc();
        Random random = new Random(11);
        boolean some = false;
        for (int sample = 0; sample < Effort.of(8, 500); sample++) {
            byte[] damaged = golden.bytes().clone();
            int symbol = (int) toc.symbols() + random.nextInt((int) (toc.series() - toc.symbols()));
            int posting = (int) (toc.postingsTable()
                    + 4
                    + random.nextInt((int) (toc.fingerprintOffsets() - toc.postingsTable() - 4)));
            damaged[symbol] ^= (byte) (1 << random.nextInt(8));
            damaged[posting] ^= (byte) (1 << random.nextInt(8));

            Set<IndexedSeries> found = salvage(golden, damaged);

            assertThat(outside(all, -1)).as("bytes %d and %d", symbol, posting).containsAll(found);
            some |= !found.isEmpty();
            if (golden.owner() == null && symbol >= toc.symbols() + 4) {
                assertThat(found).isEmpty();
                assertThat(lost).isNotEmpty();
            }
        }
        assertThat(some || golden.owner() == null).isTrue();
    }
}
