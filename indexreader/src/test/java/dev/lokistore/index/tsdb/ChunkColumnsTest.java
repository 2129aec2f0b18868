package dev.lokistore.index.tsdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.ChunkVolume;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.ReferenceDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chunks in columns: order, one of each, and which one. */
class ChunkColumnsTest {
    private static final TenantId TENANT = TenantId.of("t");
    private static final long FINGERPRINT = 9;
    private static final Comparator<ChunkRef> ORDER = Comparator.comparingLong(ChunkRef::fromMillis)
            .thenComparingLong(ChunkRef::throughMillis)
            .thenComparing(ChunkRef::checksum, Integer::compareUnsigned);

    @ParameterizedTest
    @CsvSource({"1, 1, 1000", "50, 10, 1000", "500, 3, 1000", "300, 1, 5", "40, 4, 4611686018427387904", "0, 1, 1"})
    void chunksAreSortedAndTheLargerOfTwoStays(int count, int times, long range) {
        for (int seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            ChunkColumns columns = new ChunkColumns();
            Map<ChunkRef, ChunkVolume> expected = new TreeMap<>(ORDER);
            ReferenceDigest all = ReferenceDigest.NONE;
            for (int i = 0; i < count; i++) {
                long from = range / times * random.nextInt(times);
                ChunkRef ref = new ChunkRef(TENANT, FINGERPRINT, from, from + random.nextInt(3), random.nextInt(5) - 2);
                ChunkVolume volume = new ChunkVolume(random.nextInt(3), 0xffffffffL - random.nextInt(3));
                columns.add(new IndexedChunk(ref, volume));
                expected.merge(ref, volume, ChunkColumnsTest::larger);
                all = all.and(new ReferenceDigest(1, ReferenceDigest.hash(ref)));
            }
            assertThat(columns.digest(FINGERPRINT)).isEqualTo(all);

            ReferenceDigest leftOut = columns.sortUnique(FINGERPRINT);

            List<IndexedChunk> found = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                found.add(columns.get(i, TENANT, FINGERPRINT));
            }
            assertThat(found)
                    .isEqualTo(expected.entrySet().stream()
                            .map(entry -> new IndexedChunk(entry.getKey(), entry.getValue()))
                            .toList());
            assertThat(columns.digest(FINGERPRINT).and(leftOut)).isEqualTo(all);
            assertThat(columns.sortUnique(FINGERPRINT)).isEqualTo(ReferenceDigest.NONE);
        }
    }

    private static ChunkVolume larger(ChunkVolume a, ChunkVolume b) {
        int order = Comparator.comparingLong(ChunkVolume::rawKilobytes)
                .thenComparingLong(ChunkVolume::entries)
                .compare(a, b);
        return order >= 0 ? a : b;
    }

    @Test
    void chunksThatNoFileCanHoldAreRefused() {
        ChunkColumns columns = new ChunkColumns();
        ChunkVolume volume = new ChunkVolume(1, 1);
        for (IndexedChunk chunk : List.of(
                new IndexedChunk(new ChunkRef(TENANT, 1, -1, 2, 3), volume),
                new IndexedChunk(new ChunkRef(TENANT, 1, 5, 4, 3), volume),
                new IndexedChunk(new ChunkRef(TENANT, 1, 5, 6, 3), null),
                new IndexedChunk(new ChunkRef(TENANT, 1, 5, 6, 3), new ChunkVolume(1L << 32, 1)),
                new IndexedChunk(new ChunkRef(TENANT, 1, 5, 6, 3), new ChunkVolume(1, -1)))) {
            assertThatIllegalArgumentException().isThrownBy(() -> columns.add(chunk));
        }
        assertThat(columns.size()).isZero();
    }
}
