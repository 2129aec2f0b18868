package dev.lokistore.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Whatever single byte is damaged, and wherever the object is cut: the lines of all whole blocks come out, and no other. */
@Tag("one-runtime")
class ChunkSalvagerTest {
    static final List<String> ARCHIVES = ChunkDamageTest.ARCHIVES;

    private static final int CHUNKS = Boolean.getBoolean("lokistore.exhaustive") ? 10 : 1;
    private static final byte[] FLIPS = {1, (byte) 0x80, (byte) 0xff};

    /** A sound chunk, and what is in its blocks. */
    private record Golden(
            byte[] bytes, List<BlockMeta> blocks, List<List<String>> lines, int symbolsFrom, int symbolsTo) {
        static Golden of(byte[] bytes) throws IOException {
            ChunkReader reader = ChunkReader.open(ByteSource.of("chunk", bytes), ReadOptions.DEFAULT);
            List<List<String>> lines = new ArrayList<>();
            for (BlockMeta block : reader.blocks()) {
                List<String> ofBlock = new ArrayList<>();
                try (EntryCursor entries = reader.entries(block)) {
                    while (entries.next()) {
                        ofBlock.add(entries.timestampNanos() + " " + text(entries.line()) + " " + entries.metadata());
                    }
                }
                lines.add(ofBlock);
            }
            int payload = bytes.length - (int) payloadBytes(bytes);
            boolean symbols = reader.formatVersion() == 4;
            int first = (int) reader.blocks().get(0).offset();
            return new Golden(bytes, reader.blocks(), lines, symbols ? payload + 6 : 0, symbols ? first : 0);
        }

        private static long payloadBytes(byte[] bytes) {
            int metadata = BigEndian.int32(bytes, 0);
            return bytes.length - metadata - 4L;
        }

        List<String> linesOfBlocksOutside(int damagedFrom, int damagedTo) {
            List<String> expected = new ArrayList<>();
            for (BlockMeta block : blocks) {
                long end = block.offset() + block.storedBytes() + 4;
                if (damagedTo <= block.offset() || damagedFrom >= end) {
                    expected.addAll(lines.get(block.index()));
                }
            }
            return expected;
        }

        /** Structured metadata whose strings are damaged is lost, its line is not. */
        boolean losesMetadata(int at) {
            return at >= symbolsFrom && at < symbolsTo;
        }
    }

    private static String text(byte[] line) {
        return new String(line, StandardCharsets.ISO_8859_1);
    }

    private static List<Golden> samples(String archive) throws IOException {
        List<byte[]> chunks = TestArchive.chunks(archive).stream()
                .map(TestArchive.StoredChunk::bytes)
                .sorted(Comparator.comparingInt(bytes -> bytes.length))
                .toList();
        List<Golden> golden = new ArrayList<>();
        for (byte[] chunk : chunks) {
            Golden one = Golden.of(chunk);
            if (one.blocks().size() >= 2 && golden.size() < CHUNKS) {
                golden.add(one);
            }
        }
        if (golden.isEmpty()) {
            golden.add(Golden.of(chunks.get(0)));
        }
        return golden;
    }

    /** Sound lines, as the golden ones are written; without metadata if that is lost. */
    private static List<String> sound(byte[] damaged, boolean withMetadata) throws IOException {
        List<String> lines = new ArrayList<>();
        SalvagedChunk chunk;
        try {
            chunk = ChunkSalvager.salvage(ByteSource.of("chunk", damaged), ChunkLimits.DEFAULT);
        } catch (CorruptDataException e) {
            return lines;
        }
        chunk.forEach(part -> {
            if (part instanceof Salvaged.Entry entry && entry.sound()) {
                Object metadata = withMetadata ? entry.metadata() : "";
                lines.add(entry.timestampNanos() + " " + text(entry.line()) + " " + metadata);
            }
        });
        return lines;
    }

    private static List<String> withoutMetadata(List<String> lines) {
        return lines.stream()
                .map(line -> line.substring(0, line.lastIndexOf(" {") + 1))
                .toList();
    }

    @ParameterizedTest
    @FieldSource("ARCHIVES")
    void aSoundChunkIsSound(String archive) throws IOException {
        for (Golden golden : samples(archive)) {
            SalvagedChunk chunk = ChunkSalvager.salvage(ByteSource.of("chunk", golden.bytes()), ChunkLimits.DEFAULT);
            assertThat(chunk.faults()).isEmpty();
            assertThat(chunk.sound()).isTrue();
            assertThat(chunk.gaps()).isEmpty();
            assertThat(chunk.header()).isPresent();
            assertThat(sound(golden.bytes(), true)).isEqualTo(golden.linesOfBlocksOutside(-1, -1));
        }
    }

    @ParameterizedTest
    @FieldSource("ARCHIVES")
    void oneFlippedByteCostsItsBlockOnly(String archive) throws IOException {
        Random random = new Random(7);
        for (Golden golden : samples(archive)) {
            int step = golden.bytes().length > 2000 ? 3 : 1;
            for (int at = 0; at < golden.bytes().length; at += 1 + random.nextInt(step)) {
                byte[] damaged = golden.bytes().clone();
                damaged[at] ^= FLIPS[at % FLIPS.length];
                boolean metadata = !golden.losesMetadata(at);
                List<String> expected = golden.linesOfBlocksOutside(at, at + 1);
                assertThat(sound(damaged, metadata))
                        .as("byte %s of %s", at, golden.bytes().length)
                        .isEqualTo(metadata ? expected : withoutMetadata(expected));
            }
        }
    }

    @ParameterizedTest
    @FieldSource("ARCHIVES")
    void aCutCostsWhatIsBehindItOnly(String archive) throws IOException {
        for (Golden golden : samples(archive)) {
            int length = golden.bytes().length;
            for (int cut = 0; cut < length; cut += length > 2000 ? 3 : 1) {
                List<String> expected = golden.linesOfBlocksOutside(cut, length);
                // the strings of structured metadata stand before the blocks
                assertThat(sound(Arrays.copyOf(golden.bytes(), cut), true))
                        .as("cut to %s of %s", cut, length)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void aDamagedBlockIsAGapWithItsTimeAndWhatDecodesIsMarked() throws IOException {
        Golden golden = Golden.of(TestArchive.chunks("minio-boltdb-v12").stream()
                .map(TestArchive.StoredChunk::bytes)
                .max(Comparator.comparingInt(bytes -> bytes.length))
                .orElseThrow());
        BlockMeta block = golden.blocks().get(1);
        byte[] damaged = golden.bytes().clone();
        damaged[(int) block.offset() + block.storedBytes() - 30] ^= 1;

        List<Salvaged> parts = new ArrayList<>();
        SalvagedChunk chunk = ChunkSalvager.salvage(ByteSource.of("chunk", damaged), ChunkLimits.DEFAULT);
        chunk.forEach(parts::add);

        assertThat(chunk.soundBlockCount()).isEqualTo(golden.blocks().size() - 1);
        Salvaged.Gap gap = chunk.gaps().get(0);
        assertThat(gap.block()).isEqualTo(1);
        assertThat(gap.fromOffset()).isEqualTo(block.offset());
        assertThat(gap.toOffset()).isEqualTo(block.offset() + block.storedBytes());
        assertThat(gap.fromNanos()).isEqualTo(block.minTimeNanos());
        assertThat(gap.throughNanos()).isEqualTo(block.maxTimeNanos());
        assertThat(gap.reason()).startsWith("its checksum, at byte");
        long doubtful = parts.stream()
                .filter(part -> part instanceof Salvaged.Entry entry && !entry.sound())
                .count();
        assertThat(gap.doubtful()).isEqualTo(doubtful).isPositive();
        assertThat(parts.stream().filter(part -> part.block() == 1)).last().isEqualTo(gap);
    }

    @Test
    void whatIsNoChunkIsRefusedOrEmpty() throws IOException {
        Random random = new Random(3);
        for (int length : new int[] {0, 1, 3, 4, 20, 1000}) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            assertThat(sound(bytes, true)).isEmpty();
        }
    }

    @ParameterizedTest
    @FieldSource("ARCHIVES")
    void soundEntriesMakeAWholeChunkAgain(String archive) throws IOException {
        for (Golden golden : samples(archive)) {
            byte[] damaged = golden.bytes().clone();
            BlockMeta first = golden.blocks().get(0);
            damaged[(int) first.offset() + first.storedBytes() / 2] ^= 0x55;
            Arrays.fill(damaged, 0, 4, (byte) 0x7f);
            SalvagedChunk salvaged = ChunkSalvager.salvage(ByteSource.of("chunk", damaged), ChunkLimits.DEFAULT);
            ChunkHeader header = salvaged.header().orElseThrow();

            RebuiltChunk rebuilt = salvaged.rebuild(header.tenant(), header.fingerprint(), header.labels());

            int damagedAt = (int) first.offset();
            List<String> expected = golden.linesOfBlocksOutside(damagedAt, damagedAt + 1);
            List<String> lines = new ArrayList<>();
            if (rebuilt.encoded() != null) {
                byte[] bytes = rebuilt.encoded().bytes();
                Golden.of(bytes).lines().forEach(lines::addAll);
                ChunkReader reader = ChunkReader.open(ByteSource.of("rebuilt", bytes), ReadOptions.DEFAULT);
                assertThat(reader.header().labels()).isEqualTo(header.labels());
                assertThat(reader.checksum()).isEqualTo(rebuilt.encoded().ref().checksum());
            }
            assertThat(lines).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(rebuilt.gaps()).hasSize(1);
            assertThat(rebuilt.gaps().get(0).block()).isZero();
            assertThat(rebuilt.withoutMetadata()).isZero();
        }
    }
}
