package dev.lokistore.index.boltdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.Effort;
import dev.lokistore.index.GoldenStores;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.bolt.BoltFile;
import dev.lokistore.index.check.FileFault;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden files with bytes changed: bbolt protects no page, so that rows must be looked at too. */
class BoltdbCheckDamageTest {
    private static final int SAMPLES = Effort.of(400, 20_000);

    @TempDir
    private Path temporary;

    private record Result(List<FileFault> faults, Set<String> rows) {}

    private Result check(byte[] bytes, RowRules rules) throws IOException {
        List<FileFault> faults = new ArrayList<>();
        Set<String> rows = new TreeSet<>();
        try (BoltdbCheck check = new BoltdbCheck(rules, temporary, (file, fault) -> faults.add(fault))) {
            check.add(BoltdbFile.common(BoltFile.open(ByteSource.of("damaged", bytes))));
            check.finish(series -> {
                for (IndexedChunk chunk : series.chunks()) {
                    rows.add(series.tenant() + " " + series.labels() + " " + chunk.ref());
                }
            });
        } catch (CorruptDataException e) {
            faults.add(FileFault.of(FileFault.Kind.UNREADABLE, e));
        }
        return new Result(faults, rows);
    }

    @ParameterizedTest
    @CsvSource({"fs-boltdb-v11, 11", "minio-boltdb-v12, 12", "minio-boltdb-v12-compacted, 12"})
    void aChangedByteIsFoundOrChangesNoRow(String archive, int schema) throws IOException {
        byte[] file;
        long day;
        MemoryObjectStore store = GoldenStores.open(archive);
        try (Listing<ObjectInfo> objects = store.list(GoldenStores.root(archive) + "index/loki_index_", "")) {
            assertThat(objects.next()).isTrue();
            String key = objects.entry().key().value();
            day = Long.parseLong(key.replaceAll(".*/loki_index_(\\d+)/.*", "$1"));
            byte[] packed = store.readAll(objects.entry().key(), 1 << 26);
            file = new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
        }
        RowRules rules = new RowRules(schema, 16, day, day);
        Result sound = check(file, rules);
        assertThat(sound.faults()).isEmpty();
        Random random = new Random(1);
        int found = 0;
        for (int i = 0; i < SAMPLES; i++) {
            int at = i < 80 ? i : random.nextInt(file.length);
            byte before = file[at];
            file[at] ^= (byte) (1 << random.nextInt(8));
            Result damaged = check(file, rules);
            // another chunk's numbers are as good as these: what tells is that it has no object
            Set<String> others = new TreeSet<>(sound.rows());
            others.removeAll(damaged.rows());
            if (damaged.faults().isEmpty()) {
                assertThat(others.size()).as("byte %d changed", at).isLessThanOrEqualTo(1);
                assertThat(damaged.rows()).as("byte %d changed", at).hasSameSizeAs(sound.rows());
            }
            found += damaged.faults().isEmpty() ? 0 : 1;
            file[at] = before;
        }
        assertThat(found).isGreaterThan(SAMPLES / 4);
    }
}
