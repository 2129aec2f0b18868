package dev.lokistore.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.xxhash.XXHashFactory;
import org.junit.jupiter.api.Test;

/** Streams that Loki does not write but reads ({@code formats/chunks-and-layout.md#22-encoding-byte-codec}). */
class CodecToleranceTest {
    private static final byte[] FIRST = RawChunk.entries("first line", "first line", "first line again");
    private static final byte[] SECOND = RawChunk.entries("first line", "second line");
    private static final List<String> LINES =
            List.of("first line", "first line", "first line again", "first line", "second line");

    private static final int LINKED = 0x40;
    private static final int INDEPENDENT = 0x60;
    private static final int BLOCK_CHECKSUM = 0x10;
    private static final int CONTENT_SIZE = 0x08;
    private static final int CONTENT_CHECKSUM = 0x04;

    @Test
    void gzipOfSeveralMembers() throws IOException {
        assertThat(lines(Codec.GZIP, RawChunk.encode(Codec.GZIP, FIRST), RawChunk.encode(Codec.GZIP, SECOND)))
                .isEqualTo(LINES);
    }

    @Test
    void gzipWithAllOptionalHeaderFields() throws IOException {
        byte[] plain = RawChunk.encode(Codec.GZIP, join(FIRST, SECOND));
        byte[] header = RawChunk.sink(out -> {
            out.write(new byte[] {0x1f, (byte) 0x8b, 8, 2 | 4 | 8 | 16, 1, 2, 3, 4, 0, 3});
            out.write(new byte[] {3, 0, 'e', 'x', 't', 'n', 'a', 'm', 'e', 0, 'c', 0});
        });
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(header);
        byte[] headerCrc = {(byte) crc.getValue(), (byte) (crc.getValue() >>> 8)};
        byte[] rest = Arrays.copyOfRange(plain, 10, plain.length);
        assertThat(lines(Codec.GZIP, header, headerCrc, rest)).isEqualTo(LINES);
        headerCrc[0] ^= 1;
        assertThatThrownBy(() -> lines(Codec.GZIP, header, headerCrc, rest)).hasMessageContaining("gzip header CRC");
    }

    @Test
    void gzipThatLiesAboutItsContent() {
        byte[] stream = RawChunk.encode(Codec.GZIP, FIRST);
        byte[] wrongCrc = stream.clone();
        wrongCrc[stream.length - 8] ^= 1;
        assertThatThrownBy(() -> lines(Codec.GZIP, wrongCrc)).hasMessageContaining("gzip CRC-32: expected ");
        byte[] wrongSize = stream.clone();
        wrongSize[stream.length - 4] ^= 1;
        assertThatThrownBy(() -> lines(Codec.GZIP, wrongSize)).hasMessageContaining("gzip size: expected ");
    }

    @Test
    void severalZstdFramesAndASkippableOne() throws IOException {
        byte[] skippable = {0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 'x', 'y', 'z'};
        assertThat(lines(
                        Codec.ZSTD, RawChunk.encode(Codec.ZSTD, FIRST), skippable, RawChunk.encode(Codec.ZSTD, SECOND)))
                .isEqualTo(LINES);
    }

    @Test
    void zstdWithAWrongContentChecksum() {
        byte[] stream = RawChunk.encode(Codec.ZSTD, FIRST);
        stream[stream.length - 1] ^= 1;
        assertThatThrownBy(() -> lines(Codec.ZSTD, stream)).hasMessageContaining("zstd stream: expected valid data");
    }

    @Test
    void snappyStoredChunksPaddingAndARepeatedIdentifier() throws IOException {
        byte[] padding = {(byte) 0xfe, 2, 0, 0, 1, 2};
        byte[] reserved = {(byte) 0x80, 1, 0, 0, 1};
        assertThat(lines(
                        Codec.SNAPPY,
                        RawChunk.encode(Codec.SNAPPY, FIRST),
                        padding,
                        reserved,
                        RawChunk.encode(Codec.SNAPPY, SECOND),
                        padding))
                .isEqualTo(LINES);
    }

    @Test
    void lz4FramesWithEveryOption() throws IOException {
        for (int flags : new int[] {
            INDEPENDENT,
            LINKED,
            INDEPENDENT | BLOCK_CHECKSUM,
            LINKED | CONTENT_SIZE,
            INDEPENDENT | CONTENT_CHECKSUM,
            LINKED | BLOCK_CHECKSUM | CONTENT_SIZE | CONTENT_CHECKSUM
        }) {
            assertThat(lines(Codec.LZ4_64K, lz4(flags, true, FIRST, SECOND)))
                    .as("flags %x", flags)
                    .isEqualTo(LINES);
        }
    }

    @Test
    void linkedLz4BlocksReachIntoTheBlockBefore() throws IOException {
        // token: no literals, match of 4 + 9; offset: the whole first block back
        byte[] again = {0x09, (byte) FIRST.length, 0, (byte) (0x10), FIRST[13]};
        int copied = 13;
        byte[] stream = join(
                frameHeader(LINKED, 0),
                block(LZ4Factory.safeInstance().fastCompressor().compress(FIRST)),
                block(again),
                new byte[4]);
        byte[] content = join(FIRST, Arrays.copyOf(FIRST, copied), new byte[] {FIRST[13]});
        byte[] object = new RawChunk().codec(Codec.LZ4_64K).block(stream).bytes();
        ChunkReader reader = ChunkReader.open(ByteSource.of("chunk", object), ReadOptions.DEFAULT);
        assertThat(reader.rawBlock(reader.blocks().get(0))).isEqualTo(content);
        byte[] independent = join(
                frameHeader(INDEPENDENT, 0),
                block(LZ4Factory.safeInstance().fastCompressor().compress(FIRST)),
                block(again),
                new byte[4]);
        assertThatThrownBy(() -> lines(Codec.LZ4_64K, independent)).hasMessageContaining("lz4 block");
    }

    @Test
    void aMissingLz4EndMarkIsReported() throws IOException {
        byte[] whole = lz4(INDEPENDENT, true, FIRST, SECOND);
        byte[] stream = Arrays.copyOf(whole, whole.length - 4);
        List<Defect> defects = new ArrayList<>();
        byte[] object = new RawChunk().codec(Codec.LZ4_64K).block(stream).bytes();
        assertThat(TestEntry.readAll(object, ReadOptions.DEFAULT.reportingTo(defects::add)))
                .hasSize(5);
        assertThat(defects).anySatisfy(defect -> {
            assertThat(defect.kind()).isEqualTo(Defect.Kind.LZ4_END_MARK);
            assertThat(defect.offset()).isEqualTo(RawChunk.PAYLOAD_AT + 6 + stream.length);
        });
        assertThatThrownBy(() -> TestEntry.readAll(object, ReadOptions.STRICT))
                .hasMessageContaining("end mark is missing");
    }

    @Test
    void wrongLz4Checksums() {
        byte[] content = lz4(INDEPENDENT | CONTENT_CHECKSUM, true, FIRST);
        content[content.length - 1] ^= 1;
        assertThatThrownBy(() -> lines(Codec.LZ4_64K, content)).hasMessageContaining("lz4 content checksum: expected");
        byte[] block = lz4(INDEPENDENT | BLOCK_CHECKSUM, true, FIRST);
        block[block.length - 5] ^= 1;
        assertThatThrownBy(() -> lines(Codec.LZ4_64K, block)).hasMessageContaining("lz4 block checksum: expected");
        byte[] header = lz4(INDEPENDENT, true, FIRST);
        header[6] ^= 1;
        assertThatThrownBy(() -> lines(Codec.LZ4_64K, header)).hasMessageContaining("lz4 header checksum: expected");
        byte[] size = lz4(INDEPENDENT | CONTENT_SIZE, true, FIRST);
        size[6] ^= 1;
        size[14] = (byte) (XXHashFactory.safeInstance().hash32().hash(size, 4, 10, 0) >>> 8);
        assertThatThrownBy(() -> lines(Codec.LZ4_64K, size)).hasMessageContaining("lz4 content size: expected");
    }

    private static List<String> lines(Codec codec, byte[]... parts) throws IOException {
        byte[] object = new RawChunk().codec(codec).block(join(parts)).bytes();
        return TestEntry.readAll(object, ReadOptions.DEFAULT).stream()
                .map(TestEntry::line)
                .toList();
    }

    private static byte[] lz4(int flags, boolean endMark, byte[]... contents) {
        byte[] all = join(contents);
        List<byte[]> parts = new ArrayList<>();
        parts.add(frameHeader(flags, all.length));
        for (byte[] content : contents) {
            byte[] compressed = LZ4Factory.safeInstance().fastCompressor().compress(content);
            parts.add(block(compressed));
            if ((flags & BLOCK_CHECKSUM) != 0) {
                parts.add(hash(compressed));
            }
        }
        parts.add(new byte[endMark ? 4 : 0]);
        if ((flags & CONTENT_CHECKSUM) != 0) {
            parts.add(hash(all));
        }
        return join(parts.toArray(new byte[0][]));
    }

    private static byte[] frameHeader(int flags, int contentSize) {
        byte[] descriptor = RawChunk.sink(out -> {
            out.u8(flags);
            out.u8(0x40);
            if ((flags & CONTENT_SIZE) != 0) {
                out.u32le(contentSize);
                out.u32le(0);
            }
        });
        int checksum = XXHashFactory.safeInstance().hash32().hash(descriptor, 0, descriptor.length, 0) >>> 8;
        return RawChunk.sink(out -> {
            out.u32le(0x184d2204);
            out.write(descriptor);
            out.u8(checksum);
        });
    }

    private static byte[] block(byte[] compressed) {
        return RawChunk.sink(out -> {
            out.u32le(compressed.length);
            out.write(compressed);
        });
    }

    private static byte[] hash(byte[] bytes) {
        return RawChunk.sink(
                out -> out.u32le(XXHashFactory.safeInstance().hash32().hash(bytes, 0, bytes.length, 0)));
    }

    private static byte[] join(byte[]... parts) {
        return RawChunk.sink(out -> {
            for (byte[] part : parts) {
                out.write(part);
            }
        });
    }
}
