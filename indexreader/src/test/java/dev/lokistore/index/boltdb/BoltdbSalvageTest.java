package dev.lokistore.index.boltdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.Effort;
import dev.lokistore.index.GoldenStores;
import dev.lokistore.index.bolt.BoltBucket;
import dev.lokistore.index.bolt.BoltCursor;
import dev.lokistore.index.bolt.BoltFile;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Golden files with pages zeroed, cut off and changed: the rows of the other leaf pages are found, all and exactly. */
class BoltdbSalvageTest {
    private static final int SAMPLES = Effort.of(60, 2_000);

    @TempDir
    private Path temporary;

    private byte[] file = {};
    private int pageSize;

    /** By the page whose element it is; text that tells any two apart. */
    private final Map<Long, Set<String>> rows = new TreeMap<>();

    private final List<CorruptDataException> lost = new ArrayList<>();

    private void open(String archive) throws IOException {
        MemoryObjectStore store = GoldenStores.open(archive);
        try (Listing<ObjectInfo> objects = store.list(GoldenStores.root(archive) + "index/loki_index_", "")) {
            while (objects.next()) {
                byte[] packed = store.readAll(objects.entry().key(), 1 << 26);
                byte[] bare = new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
                file = bare.length > file.length ? bare : file;
            }
        }
        BoltFile opened = BoltFile.open(ByteSource.of("golden", file));
        pageSize = opened.meta().pageSize();
        for (BoltBucket bucket : opened.buckets()) {
            BoltCursor cursor = bucket.cursor();
            while (cursor.next()) {
                long page = cursor.position() / pageSize;
                rows.computeIfAbsent(page, added -> new TreeSet<>()).add(text(cursor));
            }
        }
        assertThat(rows).hasSizeGreaterThan(2);
    }

    private static String text(BoltCursor cursor) {
        return new String(cursor.key(), StandardCharsets.ISO_8859_1)
                + "="
                + new String(cursor.value(), StandardCharsets.ISO_8859_1);
    }

    private Set<String> rowsOutside(long page) {
        return rowsOf(rows.keySet().stream().filter(other -> other != page).toList());
    }

    private Set<String> rowsOf(Iterable<Long> pages) {
        Set<String> found = new TreeSet<>();
        pages.forEach(page -> found.addAll(rows.get(page)));
        return found;
    }

    private Set<String> salvage(byte[] damaged) throws IOException {
        lost.clear();
        Path target = temporary.resolve("salvaged");
        BoltdbSalvage.write(ByteSource.of("damaged", damaged), temporary, target, lost::add);
        ByteSource written = ByteSource.of("salvaged", Files.readAllBytes(target));
        assertThat(BoltdbSalvage.fault(written)).isEmpty();
        Set<String> found = new TreeSet<>();
        BoltCursor cursor = BoltFile.open(written).bucket("index").orElseThrow().cursor();
        while (cursor.next()) {
            found.add(text(cursor));
        }
        return found;
    }

    private byte[] with(long page, int from, int length, int value) {
        byte[] damaged = file.clone();
        int at = (int) (page * pageSize) + from;
        Arrays.fill(damaged, at, at + length, (byte) value);
        return damaged;
    }

    @ParameterizedTest
    @ValueSource(strings = {"fs-boltdb-v11", "minio-boltdb-v12-compacted", "fs-multi-period"})
    void aLostPageCostsItsOwnRowsOnly(String archive) throws IOException {
        open(archive);
        assertThat(BoltdbSalvage.fault(ByteSource.of("whole", file))).isEmpty();
        long pages = BoltFile.open(ByteSource.of("golden", file)).meta().highWater();
        long step = Math.max(1, pages / Effort.of(40, 100_000));
        for (long page = 0; page < pages; page += step) {
            Set<String> left = rowsOutside(page);

            assertThat(salvage(with(page, 0, pageSize, 0)))
                    .as("page %d zeroed", page)
                    .isEqualTo(left);
            assertThat(salvage(with(page, 0, 8, 0xa5)))
                    .as("page %d without id", page)
                    .isEqualTo(left);
            assertThat(lost.isEmpty()).as("page %d", page).isEqualTo(isFree(page));
            if (rows.containsKey(page)) {
                long position = page * pageSize;
                assertThat(lost)
                        .anyMatch(fault ->
                                fault.offset() == position && fault.source().equals("damaged"));
                assertThat(BoltdbSalvage.fault(ByteSource.of("x", with(page, 0, pageSize, 0))))
                        .isPresent();
            }
        }
    }

    private boolean isFree(long page) throws IOException {
        int at = (int) (BoltFile.open(ByteSource.of("golden", file)).meta().freelist() * pageSize);
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int count = Short.toUnsignedInt(bytes.getShort(at + 10));
        for (int i = 0; i < count; i++) {
            if (bytes.getLong(at + 16 + 8 * i) == page) {
                return true;
            }
        }
        return false;
    }

    @ParameterizedTest
    @ValueSource(strings = {"fs-boltdb-v11", "minio-boltdb-v12-compacted", "fs-multi-period"})
    void withoutMetaPagesAllLeafPagesAreTakenAndSaidToBeDoubtful(String archive) throws IOException {
        open(archive);
        byte[] damaged = file.clone();
        Arrays.fill(damaged, 0, 2 * pageSize, (byte) 0);

        assertThat(salvage(damaged)).containsAll(rowsOf(rows.keySet()));
        assertThat(lost).anyMatch(fault -> fault.problem().contains("no freelist tells whether they are old"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fs-boltdb-v11", "minio-boltdb-v12-compacted", "fs-multi-period"})
    void ofAFileCutShortComeTheRowsBeforeTheCut(String archive) throws IOException {
        open(archive);
        for (long page : rows.keySet()) {
            int cut = (int) ((page + 1) * pageSize);
            if (cut < file.length) {
                List<Long> before =
                        rows.keySet().stream().filter(other -> other <= page).toList();

                assertThat(salvage(Arrays.copyOf(file, cut + 5))).containsAll(rowsOf(before));
                assertThat(lost).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fs-boltdb-v11", "minio-boltdb-v12-compacted", "fs-multi-period"})
    void aChangedByteHidesNoRowOfAnotherPage(String archive) throws IOException {
        open(archive);
        Random random = new Random(3);
        for (int i = 0; i < SAMPLES; i++) {
            int at = random.nextInt(file.length);
            byte[] damaged = file.clone();
            damaged[at] ^= (byte) (1 << random.nextInt(8));

            assertThat(salvage(damaged)).as("byte %d", at).containsAll(rowsOutside(at / pageSize));
        }
    }
}
