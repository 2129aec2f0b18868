package dev.lokistore.index.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MergedRangesTest {
    private static final int NEAR = 5;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anyOrderGivesTheSameRangesAsMarkingEveryInstant(long seed) {
        Random random = new Random(seed);
        MergedRanges ranges = new MergedRanges(NEAR);
        BitSet covered = new BitSet();
        for (int i = 0; i < 60; i++) {
            int from = random.nextInt(3_000);
            int through = from + random.nextInt(20);
            ranges.add(from, through, 1);
            covered.set(from, through + 1);
        }

        List<CoverageRange> found = ranges.as(CoverageRange.Kind.MISSING);

        assertThat(found.stream().mapToLong(CoverageRange::chunks).sum()).isEqualTo(60);
        int at = 0;
        for (CoverageRange range : found) {
            at = covered.nextSetBit(at);
            assertThat(range.from().toEpochMilli()).isEqualTo(at);
            int end = covered.nextClearBit(at);
            for (int next = covered.nextSetBit(end); next >= 0 && next - end + 1 <= NEAR; ) {
                end = covered.nextClearBit(next);
                next = covered.nextSetBit(end);
            }
            assertThat(range.through().toEpochMilli()).isEqualTo(end - 1);
            at = end;
        }
        assertThat(covered.nextSetBit(at)).isNegative();
    }

    @Test
    void impossibleTimesOverflowNothing() {
        MergedRanges ranges = new MergedRanges(NEAR);
        ranges.add(Long.MIN_VALUE, Long.MIN_VALUE, 1);
        ranges.add(Long.MAX_VALUE, Long.MAX_VALUE, 1);
        ranges.add(7, -7, 1);
        assertThat(ranges.as(CoverageRange.Kind.MISSING)).hasSize(3);

        ranges.add(Long.MIN_VALUE, Long.MAX_VALUE, 1);
        assertThat(ranges.as(CoverageRange.Kind.MISSING)).hasSize(1);
        assertThat(ranges.as(CoverageRange.Kind.MISSING).get(0).chunks()).isEqualTo(4);
    }

    @Test
    void thereAreNeverMoreThanTenThousandAndNoChunkIsLost() {
        MergedRanges ranges = new MergedRanges(1);
        for (int i = 0; i < 50_000; i++) {
            ranges.add(1_000L * i, 1_000L * i, 1);
        }
        List<CoverageRange> found = ranges.as(CoverageRange.Kind.MISSING);
        assertThat(found).hasSizeLessThanOrEqualTo(10_000);
        assertThat(found.stream().mapToLong(CoverageRange::chunks).sum()).isEqualTo(50_000);
    }
}
