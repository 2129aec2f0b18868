package dev.lokistore.index.bolt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoltFileTest {
    private static SortedMap<byte[], byte[]> numbered(int count) {
        SortedMap<byte[], byte[]> rows = BoltFileBuilder.rows();
        for (int i = 0; i < count; i++) {
            rows.put(String.format("key%06d", 2 * i).getBytes(UTF_8), ("value " + i).getBytes(UTF_8));
        }
        return rows;
    }

    private static BoltFile open(byte[] file) throws IOException {
        return BoltFile.open(ByteSource.of("table/file", file));
    }

    private static List<String> keys(BoltCursor cursor) throws IOException {
        List<String> keys = new ArrayList<>();
        while (cursor.next()) {
            keys.add(new String(cursor.key(), UTF_8));
        }
        return keys;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 40, 1000, 20000})
    void cursorYieldsEveryRowInOrder(int count) throws IOException {
        SortedMap<byte[], byte[]> rows = numbered(count);
        BoltFile file = open(new BoltFileBuilder(1024).bucket("index", rows).build());
        BoltCursor cursor = file.bucket("index").orElseThrow().cursor();
        for (var row : rows.entrySet()) {
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.key()).isEqualTo(row.getKey());
            assertThat(cursor.value()).isEqualTo(row.getValue());
        }
        assertThat(cursor.next()).isFalse();
        assertThat(cursor.next()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 50, 5000})
    void seekFindsTheFirstKeyThatIsNotBefore(int count) throws IOException {
        SortedMap<byte[], byte[]> rows = numbered(count);
        BoltFile file = open(new BoltFileBuilder(1024).bucket("index", rows).build());
        BoltCursor cursor = file.bucket("index").orElseThrow().cursor();
        Random random = new Random(count);
        for (int i = 0; i < 2000; i++) {
            byte[] wanted =
                    String.format("key%06d", random.nextInt(2 * count + 2)).getBytes(UTF_8);
            SortedMap<byte[], byte[]> tail = rows.tailMap(wanted);
            assertThat(cursor.seek(wanted)).isEqualTo(!tail.isEmpty());
            var expected = tail.entrySet().iterator();
            for (int step = 0; step < 3 && expected.hasNext(); step++) {
                assertThat(cursor.key()).isEqualTo(expected.next().getKey());
                assertThat(cursor.next()).isEqualTo(expected.hasNext());
            }
        }
    }

    @Test
    void seekBeforeAllAndFirstMeanTheSame() throws IOException {
        BoltFile file =
                open(new BoltFileBuilder(1024).bucket("index", numbered(300)).build());
        BoltCursor cursor = file.bucket("index").orElseThrow().cursor();
        assertThat(cursor.seek(new byte[0])).isTrue();
        assertThat(cursor.key()).isEqualTo("key000000".getBytes(UTF_8));
        assertThat(cursor.seek("zzz".getBytes(UTF_8))).isFalse();
        assertThatThrownBy(cursor::key).isInstanceOf(IllegalStateException.class);
        assertThat(cursor.first()).isTrue();
        assertThat(cursor.key()).isEqualTo("key000000".getBytes(UTF_8));
    }

    @Test
    void seekReadsOnePageALevelAndNoPageTwiceInARow() throws IOException {
        byte[] bytes =
                new BoltFileBuilder(1024).bucket("index", numbered(20000)).build();
        CountingSource source = new CountingSource("counted", bytes);
        BoltFile file = BoltFile.open(source);
        BoltCursor cursor = file.bucket("index").orElseThrow().cursor();
        source.reset();
        cursor.seek("key020000".getBytes(UTF_8));
        assertThat(source.reads()).isBetween(3L, 4L);
        source.reset();
        cursor.seek("key020002".getBytes(UTF_8));
        assertThat(source.reads()).isLessThanOrEqualTo(1);
        source.reset();
        keys(cursor);
        cursor.first();
        keys(cursor);
        assertThat(source.bytesRead()).isLessThan(2L * bytes.length);
    }

    @Test
    void valuesLongerThanAPageLieInOverflowPages() throws IOException {
        SortedMap<byte[], byte[]> rows = numbered(100);
        byte[] big = new byte[10_000];
        new Random(1).nextBytes(big);
        rows.put("key000051".getBytes(UTF_8), big);
        rows.put("key000052".getBytes(UTF_8), big);
        BoltFile file = open(new BoltFileBuilder(1024).bucket("index", rows).build());
        BoltCursor cursor = file.bucket("index").orElseThrow().cursor();
        assertThat(cursor.seek("key000051".getBytes(UTF_8))).isTrue();
        assertThat(cursor.value()).isEqualTo(big);
        assertThat(keys(file.bucket("index").orElseThrow().cursor())).hasSize(rows.size());
    }

    @Test
    void bucketsAreFoundByNameInlineOrNot() throws IOException {
        BoltFileBuilder builder = new BoltFileBuilder(4096);
        for (int i = 0; i < 200; i++) {
            if (i % 2 == 0) {
                builder.bucket("tenant-" + i, numbered(i));
            } else {
                builder.inlineBucket("tenant-" + i, numbered(Math.min(i, 5)));
            }
        }
        BoltFile file = open(builder.build());
        assertThat(file.buckets()).hasSize(200);
        assertThat(keys(file.bucket("tenant-100").orElseThrow().cursor())).hasSize(100);
        assertThat(keys(file.bucket("tenant-3").orElseThrow().cursor()))
                .containsExactly("key000000", "key000002", "key000004");
        assertThat(keys(file.bucket("tenant-0").orElseThrow().cursor())).isEmpty();
        assertThat(file.bucket("tenant")).isEmpty();
    }

    @Test
    void theMetaPageWithTheHigherTransactionCounts() throws IOException {
        byte[] bytes = new BoltFileBuilder(1024).bucket("index", numbered(3)).build();
        assertThat(open(bytes).meta().txid()).isEqualTo(2);
        bytes[1024 + 64] = 9;
        BoltFileBuilder.sealMeta(bytes, 1024);
        assertThat(open(bytes).meta().txid()).isEqualTo(9);
        bytes[1024 + 64] = 10;
        assertThat(open(bytes).meta().page()).as("wrong checksum in page 1").isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 4096, 16384, 65536, 1 << 20})
    void aDamagedMetaPage0IsReplacedByPage1WhateverThePageSize(int pageSize) throws IOException {
        byte[] bytes =
                new BoltFileBuilder(pageSize).bucket("index", numbered(100)).build();
        bytes[20] = 3;
        BoltFile file = open(bytes);
        assertThat(file.meta().page()).isOne();
        assertThat(file.meta().pageSize()).isEqualTo(pageSize);
        assertThat(keys(file.bucket("index").orElseThrow().cursor())).hasSize(100);
    }

    @Test
    void bytesBehindTheHighWaterMarkAreIgnored() throws IOException {
        byte[] bytes = new BoltFileBuilder(1024).bucket("index", numbered(100)).build();
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 5000);
        Arrays.fill(longer, bytes.length, longer.length, (byte) 0xee);
        assertThat(keys(open(longer).bucket("index").orElseThrow().cursor())).hasSize(100);
    }

    @Test
    void emptyLeavesBelowABranchAreSkipped() throws IOException {
        SortedMap<byte[], byte[]> rows = numbered(100);
        byte[] bytes = new BoltFileBuilder(1024).bucket("index", rows).build();
        // the second leaf is page 4
        int inLeaf = bytes[4 * 1024 + 10];
        bytes[4 * 1024 + 10] = 0;
        BoltFile file = open(bytes);
        assertThat(inLeaf).isPositive();
        assertThat(keys(file.bucket("index").orElseThrow().cursor())).hasSize(100 - inLeaf);
    }

    @Test
    void aFileThatIsNoDatabaseIsRefused() {
        assertThatThrownBy(() -> open(new byte[10]))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage("table/file at byte 10: size of a bbolt file: expected at least 80, found 10");
        assertThatThrownBy(() -> open(new byte[10000]))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage("table/file at byte 16: magic of a bbolt meta page: expected ed0cdaed, found 0");
    }
}
