package dev.lokistore.index.bolt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written reads back, and keeps the rules that bbolt needs and does not check. */
class BoltWriterTest {
    private static final int PAGE = 4096;

    @TempDir
    private Path folder = Path.of("");

    private byte[] write(SortedMap<byte[], byte[]> rows) throws IOException {
        Path path = folder.resolve("written");
        try (BoltWriter writer = new BoltWriter(path, "index")) {
            for (Map.Entry<byte[], byte[]> row : rows.entrySet()) {
                writer.add(row.getKey(), row.getValue());
            }
            assertThat(writer.rowCount()).isEqualTo(rows.size());
            writer.finish();
        }
        return Files.readAllBytes(path);
    }

    private static SortedMap<byte[], byte[]> random(int seed, int count, int longestKey, int longestValue) {
        Random random = new Random(seed);
        SortedMap<byte[], byte[]> rows = BoltFileBuilder.rows();
        while (rows.size() < count) {
            byte[] key = new byte[1 + random.nextInt(longestKey)];
            random.nextBytes(key);
            rows.put(key, new byte[random.nextInt(longestValue + 1)]);
        }
        return rows;
    }

    @ParameterizedTest
    @CsvSource({
        "0, 10, 10",
        "1, 10, 10",
        "60, 40, 40",
        "5000, 40, 40",
        "30000, 200, 60",
        "2000, 4000, 100",
        "300, 32768, 10",
        "300, 32768, 20000",
        "7, 3, 100000"
    })
    void rowsReadBackAndTheTreeKeepsItsRules(int count, int longestKey, int longestValue) throws IOException {
        for (int seed = 0; seed < 3; seed++) {
            SortedMap<byte[], byte[]> rows = random(seed, count, longestKey, longestValue);
            byte[] file = write(rows);

            BoltFile opened = BoltFile.open(ByteSource.of("written", file));
            assertThat(opened.buckets())
                    .singleElement()
                    .satisfies(bucket -> assertThat(bucket.name()).isEqualTo("index"));
            BoltCursor cursor = opened.bucket("index").orElseThrow().cursor();
            for (Map.Entry<byte[], byte[]> row : rows.entrySet()) {
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.key()).isEqualTo(row.getKey());
                assertThat(cursor.value()).isEqualTo(row.getValue());
            }
            assertThat(cursor.next()).isFalse();
            new Rules(file).check();
            assertThat(write(rows)).isEqualTo(file);
        }
    }

    /** Everything that {@code formats/index-tables.md#29} demands, from the raw bytes. */
    private static final class Rules {
        private final ByteBuffer file;
        private final BitSet reached = new BitSet();

        Rules(byte[] file) {
            this.file = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        }

        void check() {
            long highWater = file.getLong(56);
            assertThat(highWater * PAGE).isEqualTo(file.capacity());
            assertThat(file.getLong(64)).isEqualTo(2);
            assertThat(file.getLong(PAGE + 64)).isEqualTo(1);
            assertThat(file.getLong(48)).isEqualTo(2);
            assertThat(file.getLong(2 * PAGE)).isEqualTo(2);
            assertThat(file.getInt(2 * PAGE + 8)).isEqualTo(0x10);
            int root = (int) file.getLong(32);
            assertThat(file.getInt(root * PAGE + 8)).as("one element in a leaf").isEqualTo(0x10002);
            take(root);
            int name = root * PAGE + 16 + file.getInt(root * PAGE + 20);
            visit((int) file.getLong(name + "index".length()), true);
            assertThat(reached.cardinality()).isEqualTo((int) highWater - 3);
            assertThat(reached.nextSetBit(0)).isEqualTo(3);
        }

        private void take(int page) {
            assertThat(file.getLong(page * PAGE)).isEqualTo(page);
            int overflow = file.getInt(page * PAGE + 12);
            for (int i = page; i <= page + overflow; i++) {
                assertThat(reached.get(i)).isFalse();
                reached.set(i);
            }
        }

        /** Returns the page's first key. */
        private byte[] visit(int page, boolean top) {
            take(page);
            int start = page * PAGE;
            int flags = file.getShort(start + 8);
            int count = Short.toUnsignedInt(file.getShort(start + 10));
            if (flags == 2) {
                assertThat(count).isGreaterThanOrEqualTo(top ? 0 : 1);
                return count == 0 ? new byte[0] : key(start + 16, 4);
            }
            assertThat(flags).isEqualTo(1);
            assertThat(count).isGreaterThanOrEqualTo(2);
            for (int i = 0; i < count; i++) {
                int element = start + 16 + 16 * i;
                assertThat(visit((int) file.getLong(element + 8), false)).isEqualTo(key(element, 0));
            }
            return key(start + 16, 0);
        }

        private byte[] key(int element, int field) {
            int at = element + file.getInt(element + field);
            return Arrays.copyOfRange(file.array(), at, at + file.getInt(element + field + 4));
        }
    }

    @Test
    void pagesAreFull() throws IOException {
        SortedMap<byte[], byte[]> rows = BoltFileBuilder.rows();
        for (int i = 0; i < 10_000; i++) {
            rows.put("key%05d".formatted(i).getBytes(UTF_8), new byte[8]);
        }
        // 127 rows of 32 bytes fit into the 4,080 that a header leaves
        assertThat(write(rows).length / PAGE).isEqualTo(3 + 79 + 1 + 1);
    }

    @Test
    void keysThatDoNotAscendAreRefused() throws IOException {
        try (BoltWriter writer = new BoltWriter(folder.resolve("x"), "index")) {
            writer.add(new byte[] {2}, new byte[0]);

            assertThatIllegalArgumentException().isThrownBy(() -> writer.add(new byte[] {2}, new byte[0]));
            assertThatIllegalArgumentException().isThrownBy(() -> writer.add(new byte[] {1, 5}, new byte[0]));
            assertThatIllegalArgumentException().isThrownBy(() -> writer.add(new byte[0], new byte[0]));
            assertThatIllegalArgumentException().isThrownBy(() -> writer.add(new byte[32769], new byte[0]));
            writer.add(new byte[] {(byte) 0x80}, new byte[0]);
        }
    }

    @Test
    void fileThatWasNotFinishedIsNoDatabase() throws IOException {
        Path path = folder.resolve("cut");
        try (BoltWriter writer = new BoltWriter(path, "index")) {
            for (Map.Entry<byte[], byte[]> row : random(1, 20_000, 40, 40).entrySet()) {
                writer.add(row.getKey(), row.getValue());
            }
        }
        assertThat(path).isNotEmptyFile();
        assertThatThrownBy(() -> BoltFile.open(ByteSource.of("cut", Files.readAllBytes(path))))
                .isInstanceOf(CorruptDataException.class);
    }
}
