package dev.lokistore.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damages golden chunks of every codec: only the documented exceptions may come out. */
class ChunkDamageTest {
    static final List<String> ARCHIVES = List.of(
            "fs-boltdb-v11",
            "fs-multi-period",
            "fs-tsdb-v13-flate",
            "fs-tsdb-v13-gzip",
            "fs-tsdb-v13-lz4",
            "fs-tsdb-v13-lz4-1M",
            "fs-tsdb-v13-lz4-256k",
            "fs-tsdb-v13-lz4-64k",
            "fs-tsdb-v13-none",
            "fs-tsdb-v13-snappy",
            "fs-tsdb-v13-zstd",
            "minio-boltdb-v12");

    /** The smallest of each archive; with profile exhaustive many more. */
    private static final int CHUNKS = Boolean.getBoolean("lokistore.exhaustive") ? 40 : 1;

    private static final ReadOptions SKIPPING = ReadOptions.DEFAULT.tolerating(Defect.Kind.BROKEN_BLOCK);

    @ParameterizedTest
    @FieldSource("ARCHIVES")
    void noTruncatedChunkIsTakenForAWholeOne(String archive) throws IOException {
        for (byte[] chunk : samples(archive)) {
            cutAnywhere(chunk);
        }
    }

    private static void cutAnywhere(byte[] chunk) throws IOException {
        for (int length = 0; length < chunk.length; length++) {
            byte[] cut = Arrays.copyOf(chunk, length);
            try {
                TestEntry.readAll(cut, SKIPPING);
                fail("cut to %d of %d bytes: no error", length, chunk.length);
            } catch (CorruptDataException e) {
                assertThat(e).hasMessageContaining("chunk at byte ").hasMessageContaining("expected");
                assertThat(e.offset()).isBetween(0L, (long) length);
            }
        }
    }

    @ParameterizedTest
    @FieldSource("ARCHIVES")
    void everyFlippedByteIsAnErrorOrChangesTheChecksum(String archive) throws IOException {
        for (byte[] chunk : samples(archive)) {
            flipAnywhere(chunk);
        }
    }

    private static void flipAnywhere(byte[] chunk) throws IOException {
        int checksum = ChunkReader.checksum(ByteSource.of("chunk", chunk));
        for (int at = 0; at < chunk.length; at++) {
            byte[] flipped = chunk.clone();
            flipped[at] ^= (byte) (1 << at % 8);
            assertThat(ChunkReader.checksum(ByteSource.of("chunk", flipped))).isNotEqualTo(checksum);
            expectSoundOrCorrupt(flipped, ReadOptions.STRICT, at);
            expectSoundOrCorrupt(flipped, SKIPPING, at);
        }
    }

    /** A wrong CRC is what stops most damage; here each block's CRC fits, and the decompressor meets the bytes. */
    @ParameterizedTest
    @ValueSource(strings = {"GZIP", "FLATE", "SNAPPY", "LZ4_64K", "ZSTD", "NONE"})
    void damageInsideABlockWithAFittingChecksumOnlyThrowsWhatIsDocumented(String name) {
        Codec codec = Codec.valueOf(name);
        byte[] stored =
                RawChunk.encode(codec, RawChunk.entries("a line that comes again", "a line that comes again", "x"));
        for (int at = 0; at < stored.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = stored.clone();
                flipped[at] ^= (byte) (1 << bit);
                expectSoundOrCorrupt(new RawChunk().codec(codec).block(flipped).bytes(), ReadOptions.DEFAULT, at);
                expectSoundOrCorrupt(
                        new RawChunk()
                                .version(4)
                                .codec(codec)
                                .symbols(symbols(flipped))
                                .block(stored)
                                .bytes(),
                        ReadOptions.DEFAULT,
                        at);
            }
            byte[] cut = Arrays.copyOf(stored, at);
            expectSoundOrCorrupt(new RawChunk().codec(codec).block(cut).bytes(), ReadOptions.DEFAULT, at);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fs-tsdb-v13-gzip", "fs-tsdb-v13-snappy"})
    void aBrokenBlockIsLeftOutAndReportedOnRequestOnly(String archive) throws IOException {
        byte[] chunk = samples(archive).get(0);
        ChunkReader sound = ChunkReader.open(ByteSource.of("chunk", chunk), ReadOptions.STRICT);
        BlockMeta broken = sound.blocks().get(0);
        long others = sound.entryCount() - broken.entries();
        chunk[(int) broken.offset() + broken.storedBytes() / 2] ^= 1;
        List<Defect> defects = new ArrayList<>();
        assertThat(TestEntry.readAll(chunk, SKIPPING.reportingTo(defects::add))).hasSize((int) others);
        assertThat(defects).singleElement().satisfies(defect -> {
            assertThat(defect.kind()).isEqualTo(Defect.Kind.BROKEN_BLOCK);
            assertThat(defect.offset()).isEqualTo(broken.offset() + broken.storedBytes());
        });
        ChunkReader reader = ChunkReader.open(ByteSource.of("chunk", chunk), ReadOptions.DEFAULT);
        assertThat(reader.blockCrcOk(broken)).isFalse();
        assertThatThrownBy(() -> TestEntry.readAll(chunk, ReadOptions.DEFAULT))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("checksum of block 0: expected ");
    }

    private static byte[] symbols(byte[] compressed) {
        return RawChunk.sink(out -> {
            out.uvarint(3);
            out.write(compressed);
        });
    }

    private static void expectSoundOrCorrupt(byte[] object, ReadOptions options, int at) {
        try {
            TestEntry.readAll(object, options);
        } catch (CorruptDataException e) {
            assertThat(e.getMessage()).startsWith("chunk at byte ");
        } catch (IOException | RuntimeException e) {
            throw new AssertionError("damaged at byte " + at, e);
        }
    }

    /** The smallest chunk, and others of all sizes. */
    private static List<byte[]> samples(String archive) throws IOException {
        List<byte[]> chunks = TestArchive.chunks(archive).stream()
                .map(TestArchive.StoredChunk::bytes)
                .filter(chunk -> chunk.length > 450)
                .sorted(Comparator.comparingInt(chunk -> chunk.length))
                .toList();
        assertThat(chunks).hasSizeGreaterThanOrEqualTo(CHUNKS);
        return IntStream.range(0, CHUNKS)
                .mapToObj(i -> chunks.get(i * chunks.size() / CHUNKS).clone())
                .toList();
    }
}
