package dev.lokistore.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkWriterTest {
    private static final TenantId TENANT = TenantId.of("fake");
    private static final Labels LABELS = TestVectorsTest.LABELS;
    private static final long START = 1_700_000_000_000_000_000L;

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenReadsBackInEveryVersion(Codec codec) throws IOException {
        for (int version = 3; version <= 4; version++) {
            for (int seed = 0; seed < 4; seed++) {
                List<TestEntry> entries = randomEntries(seed, 300, version == 4);
                ChunkFormat format = new ChunkFormat(version, codec, 4000, 0);
                EncodedChunk chunk = TestVectorsTest.write(format, entries);
                ChunkReader reader = ChunkReader.open(ByteSource.of("chunk", chunk.bytes()), ReadOptions.STRICT);
                reader.verify(chunk.ref());
                assertThat(reader.codec()).isEqualTo(codec);
                assertThat(reader.formatVersion()).isEqualTo(version);
                assertThat(reader.entryCount()).isEqualTo(entries.size()).isEqualTo(chunk.entries());
                assertThat(reader.rawBytes()).isEqualTo(chunk.rawBytes());
                assertThat(reader.blocks()).hasSizeGreaterThan(2);
                assertThat(TestEntry.readAll(reader.entries(TimeRange.ALL)))
                        .as("%s version %d seed %d", codec, version, seed)
                        .isEqualTo(entries);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void blocksLargerThanTheFramesOfTheirCodecReadBack(Codec codec) throws IOException {
        Random random = new Random(5);
        List<TestEntry> entries = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            StringBuilder line = new StringBuilder();
            for (int word = 0; word < 60_000; word++) {
                line.append(word % 3 == 0 ? "the same words again " : Integer.toHexString(random.nextInt()));
            }
            entries.add(TestEntry.of(START + i, line.toString()));
        }
        EncodedChunk chunk = TestVectorsTest.write(new ChunkFormat(3, codec, 8 << 20, 0), entries);
        assertThat(TestEntry.readAll(chunk.bytes(), ReadOptions.STRICT)).isEqualTo(entries);
    }

    @ParameterizedTest
    @EnumSource
    void equalEntriesGiveEqualBytes(Codec codec) {
        List<TestEntry> entries = randomEntries(1, 500, true);
        assertThat(TestVectorsTest.write(ChunkFormat.of(4, codec), entries).bytes())
                .isEqualTo(
                        TestVectorsTest.write(ChunkFormat.of(4, codec), entries).bytes());
    }

    @Test
    void aBlockIsCutAfterTheLineThatReachesItsSize() throws IOException {
        ChunkFormat format = new ChunkFormat(4, Codec.NONE, 100, 0);
        List<TestEntry> entries = List.of(
                TestEntry.of(START, "x".repeat(92)),
                // eight for the pair: exactly the block size
                TestEntry.of(START + 1, "", "name", "value"),
                TestEntry.of(START + 2, "y".repeat(99)),
                TestEntry.of(START + 3, "z".repeat(99)),
                TestEntry.of(START + 4, ""));
        List<BlockMeta> blocks = ChunkReader.open(
                        ByteSource.of(
                                "chunk", TestVectorsTest.write(format, entries).bytes()),
                        ReadOptions.STRICT)
                .blocks();
        assertThat(blocks).extracting(BlockMeta::entries).containsExactly(2L, 2L, 1L);
        assertThat(blocks).extracting(BlockMeta::rawBytes).containsExactly(100L, 198L, 0L);
        assertThat(blocks).extracting(BlockMeta::minTimeNanos).containsExactly(START, START + 2, START + 4);
    }

    @Test
    void aChunkIsFullByLokisRules() {
        ChunkWriter byTarget = writer(new ChunkFormat(3, Codec.NONE, 1000, 2000));
        assertThat(byTarget.hasRoomFor(1999, StructuredMetadata.EMPTY)).isTrue();
        assertThat(byTarget.hasRoomFor(2000, StructuredMetadata.EMPTY)).isFalse();
        byTarget.append(START, new byte[600], StructuredMetadata.EMPTY);
        assertThat(byTarget.hasRoomFor(1399, StructuredMetadata.EMPTY)).isTrue();
        assertThat(byTarget.hasRoomFor(1400, StructuredMetadata.EMPTY)).isFalse();

        ChunkWriter withMetadata = writer(new ChunkFormat(4, Codec.NONE, 1000, 2000));
        assertThat(withMetadata.hasRoomFor(1990, StructuredMetadata.of("name", "value")))
                .isTrue();
        assertThat(withMetadata.hasRoomFor(1991, StructuredMetadata.of("name", "value")))
                .isFalse();

        ChunkWriter byBlocks = writer(new ChunkFormat(3, Codec.NONE, 10, 0));
        for (int i = 0; i < 10; i++) {
            assertThat(byBlocks.hasRoomFor(1 << 20, StructuredMetadata.EMPTY)).isTrue();
            byBlocks.append(START + i, new byte[10], StructuredMetadata.EMPTY);
        }
        assertThat(byBlocks.hasRoomFor(1, StructuredMetadata.EMPTY)).isFalse();
    }

    @Test
    void onlyEmptyLinesAreNotLost() throws IOException {
        List<TestEntry> entries = List.of(TestEntry.of(START, ""), TestEntry.of(START + 1, ""));
        assertThat(TestEntry.readAll(
                        TestVectorsTest.write(ChunkFormat.of(3, Codec.GZIP), entries)
                                .bytes(),
                        ReadOptions.STRICT))
                .isEqualTo(entries);
    }

    @Test
    void boundsAreRoundedOutwardsToMilliseconds() {
        List<TestEntry> inside = List.of(TestEntry.of(START + 1, "a"), TestEntry.of(START + 1_000_001, "b"));
        ChunkRef ref =
                TestVectorsTest.write(ChunkFormat.of(3, Codec.NONE), inside).ref();
        assertThat(ref.fromMillis()).isEqualTo(START / 1_000_000);
        assertThat(ref.throughMillis()).isEqualTo(START / 1_000_000 + 2);
        List<TestEntry> negative = List.of(TestEntry.of(-1_500_000_001L, "a"), TestEntry.of(-4_500_000L, "b"));
        ChunkRef old =
                TestVectorsTest.write(ChunkFormat.of(3, Codec.NONE), negative).ref();
        assertThat(old.fromMillis()).isEqualTo(-1501);
        assertThat(old.throughMillis()).isEqualTo(-4);
    }

    /** With 65,537 bytes of JSON Loki's own writer makes an object that Loki cannot read. */
    @ParameterizedTest
    @ValueSource(ints = {65_535, 65_536, 65_537, 65_538, 131_073})
    void theLastSnappyChunkHoldsTheClosingBrace(int jsonBytes) throws IOException {
        ChunkHeader empty = new ChunkHeader(TENANT, 1, 1000, 1000, Labels.of("a", ""), 129);
        int others = MetadataJsonWriter.write(empty).length;
        Labels labels = Labels.of("a", "v".repeat(jsonBytes - others));
        ChunkWriter writer = new ChunkWriter(TENANT, 1, labels, ChunkFormat.of(3, Codec.NONE));
        writer.append(1_000_000_000, new byte[0], StructuredMetadata.EMPTY);
        byte[] object = writer.finish().bytes();
        int metadataEnd = BigEndian.int32(object, 0);
        int lastLength = 0;
        for (int at = 14; at < metadataEnd; at += 4 + LittleEndian.int24(object, at + 1)) {
            boolean stored = object[at] == SnappyFormat.STORED;
            lastLength = stored ? LittleEndian.int24(object, at + 1) - 4 : Integer.MAX_VALUE;
            if (!stored) {
                // a raw snappy block begins with its size
                int size = (int) new ByteParser("", 0, object, at + 8, object.length).uvarint("size");
                lastLength = size;
            }
        }
        assertThat(lastLength).isGreaterThanOrEqualTo(2);
        assertThat(ChunkReader.open(ByteSource.of("chunk", object), ReadOptions.STRICT)
                        .header()
                        .labels())
                .isEqualTo(labels);
    }

    @Test
    void callersMistakesAreNamed() {
        ChunkWriter writer = writer(ChunkFormat.of(3, Codec.NONE));
        assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
        writer.append(START, new byte[1], StructuredMetadata.EMPTY);
        assertThatThrownBy(() -> writer.append(START - 1, new byte[1], StructuredMetadata.EMPTY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Long.toString(START - 1));
        assertThatThrownBy(() -> writer.append(START, new byte[1], StructuredMetadata.of("a", "b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("version 3");
        writer.finish();
        assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ChunkFormat.of(2, Codec.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("version is 2 but must be 3 or 4");
    }

    static List<TestEntry> randomEntries(long seed, int count, boolean withMetadata) {
        Random random = new Random(seed);
        List<TestEntry> entries = new ArrayList<>();
        long time = START;
        for (int i = 0; i < count; i++) {
            time += random.nextInt(3) == 0 ? 0 : random.nextInt(2_000_000_000);
            StringBuilder line = new StringBuilder();
            int length = random.nextInt(10) == 0 ? 0 : random.nextInt(200);
            for (int c = 0; c < length; c++) {
                line.append((char) (random.nextInt(20) == 0 ? random.nextInt(256) : 'a' + random.nextInt(6)));
            }
            String[] metadata = new String[withMetadata ? 2 * random.nextInt(4) : 0];
            for (int m = 0; m < metadata.length; m += 2) {
                metadata[m] = "name_" + m;
                metadata[m + 1] = random.nextInt(5) == 0 ? "wert ü €" : Integer.toString(random.nextInt(400));
            }
            entries.add(TestEntry.of(time, line.toString(), metadata));
        }
        return entries;
    }

    private static ChunkWriter writer(ChunkFormat format) {
        return new ChunkWriter(TENANT, Fingerprints.of(LABELS), LABELS, format);
    }
}
