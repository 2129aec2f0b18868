package dev.lokistore.index.anatomy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.GoldenStores;
import dev.lokistore.index.table.Gunzip;
import dev.lokistore.index.table.TableOptions;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts of real files, whole and damaged: together they are always all bytes. */
class AnatomyTest {
    private static final int FLIPS = Boolean.getBoolean("lokistore.exhaustive") ? 5000 : 150;

    /** One file of each kind, unpacked. */
    private static Map<String, byte[]> files(String store) throws IOException {
        MemoryObjectStore objects = GoldenStores.open(store);
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (Listing<ObjectInfo> all = objects.list(GoldenStores.root(store))) {
            while (all.next()) {
                String key = all.entry().key().value();
                byte[] bytes = objects.readAll(all.entry().key(), 1 << 28);
                boolean index = key.contains("/index/");
                if (key.endsWith(".json") || index && !key.endsWith(".gz")) {
                    continue;
                }
                byte[] unpacked = index ? unpacked(bytes) : bytes;
                files.putIfAbsent(Anatomy.of(key, unpacked).kind(), unpacked);
            }
        }
        return files;
    }

    private static byte[] unpacked(byte[] stored) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Gunzip.unpack("index", new ByteArrayInputStream(stored), TableOptions.DEFAULT, out::write);
        return out.toByteArray();
    }

    private static List<Part> outline(Anatomy anatomy) {
        List<Part> parts = new ArrayList<>();
        anatomy.outline(parts::add);
        return parts;
    }

    private static List<Part> detail(Anatomy anatomy, long from, long to) {
        List<Part> parts = new ArrayList<>();
        anatomy.detail(from, to, parts::add);
        return parts;
    }

    private static void assertSeamless(List<Part> parts, long from, long to) {
        long at = parts.isEmpty() ? from : Math.min(from, parts.get(0).offset());
        for (Part part : parts) {
            assertThat(part.offset()).as("%s", part).isEqualTo(at);
            assertThat(part.length()).isPositive();
            at = part.end();
        }
        assertThat(at).isGreaterThanOrEqualTo(to);
    }

    @ParameterizedTest
    @ValueSource(strings = {"minio-boltdb-v12", "fs-multi-period", "fs-multi-period-compacted", "fs-tsdb-v13-zstd"})
    void everyByteOfASoundFileHasAMeaningAndNothingIsWrong(String store) throws IOException {
        Map<String, byte[]> files = files(store);
        assertThat(files).hasSizeGreaterThan(1);
        for (byte[] bytes : files.values()) {
            Anatomy anatomy = Anatomy.of("file", bytes);
            for (List<Part> parts : List.of(outline(anatomy), detail(anatomy, 0, bytes.length))) {
                assertSeamless(parts, 0, bytes.length);
                assertThat(parts).noneMatch(part -> Boolean.FALSE.equals(part.ok()));
                assertThat(parts).noneMatch(part -> part.name().equals("unknown"));
            }
            assertThat(detail(anatomy, 0, bytes.length)).anyMatch(part -> Boolean.TRUE.equals(part.ok()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"minio-boltdb-v12", "fs-tsdb-v13-zstd"})
    void whateverIsDamagedThePartsAreAllBytes(String store) throws IOException {
        Random random = new Random(11);
        for (byte[] bytes : files(store).values()) {
            for (int i = 0; i < FLIPS; i++) {
                byte[] damaged = i % 5 == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes.clone();
                if (damaged.length > 0) {
                    int place =
                            i % 2 == 0 ? random.nextInt(damaged.length) : random.nextInt(Math.min(400, damaged.length));
                    damaged[place] = (byte) random.nextInt();
                }
                Anatomy anatomy;
                try {
                    anatomy = Anatomy.of("file", damaged);
                } catch (CorruptDataException e) {
                    continue; // nothing is left of it
                }
                assertSeamless(outline(anatomy), 0, damaged.length);
                assertSeamless(detail(anatomy, 0, damaged.length), 0, damaged.length);
                long from = random.nextInt(damaged.length);
                assertSeamless(detail(anatomy, from, from + 50), from, Math.min(from + 50, damaged.length));
            }
        }
    }

    @Test
    void aFlippedBitShowsWhereItIs() throws IOException {
        byte[] tsdb = files("fs-tsdb-v13-zstd").get("tsdb");
        tsdb[20] ^= 1;
        assertThat(outline(Anatomy.of("file", tsdb)))
                .filteredOn(part -> Boolean.FALSE.equals(part.ok()))
                .extracting(Part::name)
                .containsExactly("symbols");
        byte[] bolt = files("minio-boltdb-v12").get("bbolt");
        bolt[70] ^= 1;
        assertThat(detail(Anatomy.of("file", bolt), 64, 80))
                .filteredOn(part -> Boolean.FALSE.equals(part.ok()))
                .extracting(Part::name)
                .containsExactly("checksum (FNV-1a)");
    }

    @ParameterizedTest
    @CsvSource({"0,1", "1,5000", "317,1"})
    void aRangeHasExactlyThePartsOfTheWholeThatTouchIt(long from, long length) throws IOException {
        for (byte[] bytes : files("fs-tsdb-v13-zstd").values()) {
            Anatomy anatomy = Anatomy.of("file", bytes);
            List<Part> expected = detail(anatomy, 0, bytes.length).stream()
                    .filter(part -> part.offset() < from + length && part.end() > from)
                    .toList();
            assertThat(detail(anatomy, from, from + length)).isEqualTo(expected);
        }
    }

    @Test
    void aBlockIsShownEntryByEntry() throws IOException {
        byte[] bytes = files("fs-tsdb-v13-zstd").get("chunk");
        ChunkAnatomy chunk = (ChunkAnatomy) Anatomy.of("file", bytes);
        Anatomy block = chunk.block(0);
        assertSeamless(outline(block), 0, block.bytes().length);
        assertSeamless(detail(block, 0, block.bytes().length), 0, block.bytes().length);
        assertThat(outline(block))
                .hasSize((int) chunk.chunk().blocks().get(0).row().entries());
        assertThatThrownBy(() -> chunk.block(99)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsNoneOfTheseIsRefused() {
        assertThatThrownBy(() -> Anatomy.of("file", "no file of Loki".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(CorruptDataException.class);
    }
}
