package dev.lokistore.compactor.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.Effort;
import dev.lokistore.index.RowEdits;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of Loki, truncated and changed: the table is refused and the file named, or the result is the same. */
@Tag("one-runtime")
class TableMergeDamageTest {
    private static final long TIME = 1_800_000_000_123_456_789L;

    @TempDir
    private Path temporary = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "fs-multi-period, 0",
        "fs-multi-period, 2",
        "fs-multi-period, 6",
        "fs-tsdb-v13-snappy, 0",
        "minio-boltdb-v12, 1"
    })
    void packedFiles(String name, int number) throws IOException {
        GoldenTables golden = GoldenTables.open(name);
        Table table = golden.tables().get(number);
        List<String> sound = build(golden, table);
        for (TableFile file : table.files()) {
            ObjectKey key = file.object().key();
            byte[] bytes = golden.store().readAll(key, 1 << 24);
            Random random = new Random(7);
            int refused = 0;
            for (int i = 0; i < Effort.of(60, 3_000); i++) {
                byte[] damaged = i % 3 == 0 ? truncated(bytes, random) : flipped(bytes, random);
                refused += refuses(golden, table, file, damaged, sound) ? 1 : 0;
            }
            // what is left is in the gzip header, which says nothing of the content
            assertThat(refused).isGreaterThan(Effort.of(50, 2_500));
            golden.store().put(key, bytes);
        }
        assertThat(build(golden, table)).isEqualTo(sound);
    }

    /** Loki reads them too, and here no checksum of gzip's helps: TSDB files have checksums of their own. */
    @ParameterizedTest
    @CsvSource({"fs-multi-period, 4", "fs-multi-period, 6", "fs-tsdb-v13-snappy, 1"})
    void tsdbFilesThatAreNotPacked(String name, int number) throws IOException {
        GoldenTables golden = GoldenTables.open(name);
        Table table = golden.tables().get(number);
        List<String> sound = build(golden, table);
        TableFile file = table.files().get(0);
        ObjectKey key = file.object().key();
        byte[] bytes =
                new GZIPInputStream(new ByteArrayInputStream(golden.store().readAll(key, 1 << 24))).readAllBytes();
        golden.store().delete(List.of(key));
        ObjectKey bare = ObjectKey.of(key.value().substring(0, key.value().length() - ".gz".length()));
        golden.store().put(bare, bytes);
        Table unpacked = golden.tables().get(number);
        TableFile changed = unpacked.files().stream()
                .filter(one -> one.object().key().equals(bare))
                .findFirst()
                .orElseThrow();
        assertThat(build(golden, unpacked)).isEqualTo(sound);
        Random random = new Random(11);
        int refused = 0;
        for (int i = 0; i < Effort.of(300, 20_000); i++) {
            byte[] damaged = i % 5 == 0 ? truncated(bytes, random) : flipped(bytes, random);
            refused += refuses(golden, unpacked, changed, damaged, sound) ? 1 : 0;
        }
        // what is left is in the regions of label indices, which nobody reads
        assertThat(refused).isGreaterThan(Effort.of(230, 15_000));
    }

    private static byte[] truncated(byte[] bytes, Random random) {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }

    private static byte[] flipped(byte[] bytes, Random random) {
        byte[] changed = bytes.clone();
        changed[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        return changed;
    }

    private boolean refuses(GoldenTables golden, Table table, TableFile file, byte[] damaged, List<String> sound)
            throws IOException {
        MemoryObjectStore store = golden.store();
        store.put(file.object().key(), damaged);
        // as it is listed now
        Table listed = golden.tables().stream()
                .filter(one -> one.name().equals(table.name()))
                .findFirst()
                .orElseThrow();
        try {
            assertThat(build(golden, listed)).isEqualTo(sound);
            return false;
        } catch (CorruptDataException e) {
            assertThat(e).hasMessageStartingWith(file.key());
            assertThat(e.offset()).isNotNegative();
            try (var left = Files.list(temporary)) {
                assertThat(left).isEmpty();
            }
            return true;
        }
    }

    /** Hashes of the outputs. */
    private List<String> build(GoldenTables golden, Table table) throws IOException {
        MergeResult result =
                TableMerge.build(table, golden.store(), golden.options(table, TIME), RowEdits.NONE, temporary);
        List<String> hashes = new ArrayList<>();
        for (BuiltFile file : result.outputs()) {
            hashes.add(file.sha256());
            Files.delete(file.path());
        }
        return hashes;
    }
}
