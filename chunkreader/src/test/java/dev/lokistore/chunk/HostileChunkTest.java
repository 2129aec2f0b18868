package dev.lokistore.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Chunks made to break a reader ({@code formats/chunks-and-layout.md#6}): each is refused with its place. */
class HostileChunkTest {
    private static final long HUGE = 1L << 40;
    private static final ChunkLimits LIMITS = ChunkLimits.ofLineAndSymbols(1 << 20, 1 << 20);
    private static final int PAYLOAD = RawChunk.PAYLOAD_AT;
    private static final int BLOCK = PAYLOAD + 6;

    static Stream<Arguments> kinds() {
        byte[] one = RawChunk.entries("x");
        return Stream.of(
                // envelope
                kind("an empty object", new byte[0], 0, "object size: expected at least 18 bytes, found 0"),
                kind("a metadata length of 2^32 - 1", patch(0, -1, -1, -1, -1), 0, "metadata length", "4294967295"),
                kind("a metadata length of 0", patch(0, 0, 0, 0, 0), 0, "metadata length", "found 0"),
                kind("a metadata length beyond the object", patch(0, 0, 1, 0, 0), 0, "metadata length"),
                kind(
                        "a payload length of 2^32 - 1",
                        new RawChunk().block(one).payloadLength(-46).bytes(),
                        PAYLOAD - 4,
                        "payload length"),
                kind(
                        "a payload length one too large",
                        new RawChunk().block(one).payloadLength(1).bytes(),
                        PAYLOAD - 4,
                        "payload length"),
                kind(
                        "snappy metadata that says it is 4 GiB",
                        new RawChunk().metadata(snappyClaiming(0xffffffffL)).bytes(),
                        22,
                        "snappy block size"),
                kind(
                        "snappy metadata that says it is 1 MiB",
                        new RawChunk().metadata(snappyClaiming(1 << 20)).bytes(),
                        22,
                        "snappy chunk size: expected at most 65536"),
                kind(
                        "a snappy chunk longer than the stream",
                        new RawChunk()
                                .metadata(join(SnappyFormat.identifier(), bytes(1, 0xff, 0xff, 0xff)))
                                .bytes(),
                        15,
                        "snappy chunk length"),
                kind(
                        "metadata without a snappy stream identifier",
                        new RawChunk()
                                .metadata(bytes(1, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
                                .bytes(),
                        4,
                        "snappy stream: expected a stream identifier first"),
                kind(
                        "a snappy chunk of an unknown type",
                        new RawChunk()
                                .metadata(join(SnappyFormat.identifier(), bytes(2, 0, 0, 0)))
                                .bytes(),
                        14,
                        "snappy chunk type"),
                kind(
                        "a snappy chunk with a wrong checksum",
                        new RawChunk()
                                .metadata(join(SnappyFormat.identifier(), bytes(1, 5, 0, 0, 1, 2, 3, 4, '{')))
                                .bytes(),
                        18,
                        "snappy chunk checksum"),
                kind(
                        "a snappy bomb in the metadata",
                        new RawChunk()
                                .json("{\"x\":\"" + "a".repeat(5 << 20) + "\"}")
                                .bytes(),
                        4,
                        "decompressed size",
                        "(limit)"),
                // JSON
                json(
                        "a fingerprint of a billion digits",
                        "\"fingerprint\":" + "9".repeat(100_000),
                        "value: expected a number"),
                json("a fingerprint of 65 bits", "\"fingerprint\":18446744073709551616", "unsigned integer of 64 bits"),
                json("a fingerprint with an exponent", "\"fingerprint\":1e3", "unsigned integer of 64 bits"),
                json("a time with an exponent of a billion", "\"from\":1e999999999", "milliseconds fit 64 bits"),
                json("a time with an exponent of minus a billion", "\"from\":1e-999999999", "milliseconds fit 64 bits"),
                json("a time beyond 64 bits", "\"from\":1e17", "milliseconds fit 64 bits"),
                json("a time as a string", "\"from\":\"1700000000\"", "value: expected a number"),
                json("nesting of 100,000 levels", "\"x\":" + "[".repeat(100_000), "no deeper nesting"),
                json("2000 labels", "\"metric\":{" + labels(2000) + "}", "labels: expected at most 1024 (limit)"),
                json(
                        "a label name of 5000 characters",
                        "\"metric\":{\"" + "n".repeat(5000) + "\":\"\"}",
                        "at most 4096"),
                json("a label value of 2 MiB", "\"metric\":{\"n\":\"" + "v".repeat(2 << 20) + "\"}", "at most 1048576"),
                json("a label twice", "\"metric\":{\"n\":\"1\",\"n\":\"2\"}", "label n: expected once"),
                json(
                        "a tenant that leaves the folder",
                        "\"userID\":\"..\",\"fingerprint\":1,\"from\":1,\"through\":1,\"encoding\":129",
                        "userID: expected a tenant id"),
                json(
                        "a tenant with a slash",
                        "\"userID\":\"a/b\",\"fingerprint\":1,\"from\":1,\"through\":1,\"encoding\":129",
                        "userID: expected a tenant id"),
                json("a string without an end", "\"userID\":\"", "string: expected its end"),
                json("a broken escape", "\"userID\":\"\\u12\"", "four hex digits"),
                json("no members", "", "member userID, found none"),
                json(
                        "an unknown envelope encoding",
                        "\"fingerprint\":1,\"userID\":\"a\",\"from\":1,\"through\":1,\"encoding\":7",
                        "encoding: expected 128 or 129"),
                // payload
                kind(
                        "a payload of three bytes",
                        new RawChunk().payload(new byte[3]).bytes(),
                        PAYLOAD,
                        "at least 5 bytes"),
                kind(
                        "a payload of the magic only",
                        new RawChunk().payload(bytes(1, 0x2e, 0xe5, 0x6a, 3, 1)).bytes(),
                        PAYLOAD,
                        "payload of version 3: expected at least"),
                kind("a wrong magic", new RawChunk().payload(new byte[64]).bytes(), PAYLOAD, "payload magic"),
                kind("version 0", new RawChunk().version(0).block(one).bytes(), PAYLOAD + 4, "format version"),
                kind("version 5", new RawChunk().version(5).block(one).bytes(), PAYLOAD + 4, "format version"),
                kind("codec 2", new RawChunk().codec(2).block(one).bytes(), PAYLOAD + 5, "codec: expected"),
                kind("codec 255", new RawChunk().codec(255).block(one).bytes(), PAYLOAD + 5, "codec: expected"),
                kind(
                        "a block table offset of 2^63",
                        new RawChunk().block(one).tableOffset(Long.MIN_VALUE).bytes(),
                        -8,
                        "block table offset"),
                kind(
                        "a block table offset inside the header",
                        new RawChunk().block(one).tableOffset(-10).bytes(),
                        -8,
                        "block table offset"),
                kind(
                        "a block table offset beyond the payload",
                        new RawChunk().block(one).tableOffset(1000).bytes(),
                        -8,
                        "block table offset"),
                kind(
                        "a block table with a wrong checksum",
                        new RawChunk().block(one).tableOffset(1).bytes(),
                        -12,
                        "block table checksum"),
                kind(
                        "a block table length of 2^64 - 1",
                        new RawChunk().version(4).tableLength(-2).bytes(),
                        -16,
                        "block table length"),
                kind(
                        "a symbol section offset of 2^63",
                        new RawChunk().version(4).symbolsOffset(Long.MIN_VALUE).bytes(),
                        -24,
                        "symbol section offset"),
                kind(
                        "a symbol section length of 2^64 - 1",
                        new RawChunk().version(4).symbolsLength(-2).bytes(),
                        -32,
                        "symbol section length: expected 1 to "),
                kind(
                        "a symbol section length beyond the blocks",
                        new RawChunk().version(4).symbolsLength(50).bytes(),
                        -32,
                        "symbol section length"),
                // block table
                table(
                        "2^40 blocks",
                        out -> out.uvarint(HUGE),
                        0,
                        "number of blocks: expected at most 1, found 1099511627776"),
                table("2^63 blocks", out -> out.uvarint(Long.MIN_VALUE), 0, "number of blocks", "9223372036854775808"),
                table("a block count of eleven bytes", out -> out.write(varintOf(11)), 0, "number of 64 bits"),
                table(
                        "a block table that ends in a row",
                        out -> out.write(bytes(1, 1, 0, 0, 6, 0, 0x80)),
                        6,
                        "the end of the bytes"),
                table("bytes after the last row", out -> out.write(bytes(0, 1, 2, 3)), 1, "end of the block table"),
                table("a block length of 2^40", out -> row(out, 6, 0, HUGE), 6, "length of block 0"),
                table("a block length of 2^63", out -> row(out, 6, 0, Long.MIN_VALUE), 6, "length of block 0"),
                table(
                        "a block without room for its checksum",
                        out -> row(out, 6, 0, 4),
                        6,
                        "length of block 0: expected at most 3"),
                table(
                        "an entry count of 2^63",
                        out -> {
                            out.uvarint(1);
                            out.uvarint(Long.MIN_VALUE);
                            out.write(bytes(0, 0, 6, 0, 3));
                        },
                        1,
                        "entries and uncompressed size of block 0"),
                table(
                        "an uncompressed size of 2^63",
                        out -> row(out, 6, Long.MIN_VALUE, 3),
                        1,
                        "entries and uncompressed size of block 0"),
                strictTable("a block offset of 2^63", out -> row(out, Long.MIN_VALUE, 0, 3), "expected offset 6"),
                strictTable(
                        "two blocks at one place",
                        out -> {
                            out.uvarint(2);
                            out.write(bytes(1, 0, 0, 6, 0, 0, 1, 0, 0, 6, 0, 0));
                        },
                        "length of block 1: expected at most -1"),
                // entries
                block(
                        "a line of 2^63 bytes",
                        entry(Long.MIN_VALUE),
                        "line length: expected at most 0, found 9223372036854775808"),
                block("a line of 1 GiB", entry(1 << 30), "line length"),
                block("a line longer than the block", entry(1), "line length: expected at most 0, found 1"),
                block("a line above the limit", RawChunk.entries("x".repeat(1 << 21)), "at most 1048576 (limit)"),
                block("a time of eleven bytes", varintOf(11), "number of 64 bits"),
                block(
                        "a time above 64 bits",
                        bytes(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2),
                        "number of 64 bits"),
                block("an entry that ends in its time", bytes(0x80, 0x80), "the end of the block"),
                block("an entry without a line", bytes(1), "the end of the block"),
                metadata(
                        "2^40 metadata pairs",
                        out -> {
                            out.uvarint(7);
                            out.uvarint(HUGE);
                        },
                        "metadata pairs: expected at most 0"),
                metadata(
                        "2^63 metadata pairs",
                        out -> {
                            out.uvarint(7);
                            out.uvarint(Long.MIN_VALUE);
                        },
                        "metadata pairs: expected at most 0"),
                metadata(
                        "2000 metadata pairs",
                        out -> {
                            out.uvarint(4002);
                            out.uvarint(2000);
                            out.write(new byte[4000]);
                        },
                        "metadata pairs: expected at most 1024"),
                metadata("an entry without its metadata", out -> {}, "the end of the block"),
                metadata(
                        "a pair of eleven bytes",
                        out -> {
                            out.uvarint(12);
                            out.uvarint(1);
                            out.write(varintOf(11));
                            out.u8(0);
                        },
                        "number of 64 bits"),
                // symbols
                symbols("2^40 strings", Codec.NONE, HUGE, bytes(1, 'a'), "number of strings: expected at most 2"),
                symbols("2^63 strings", Codec.NONE, Long.MIN_VALUE, bytes(1, 'a'), "number of strings"),
                symbols("more strings than there are", Codec.NONE, 2, bytes(1, 'a'), "string 1: expected its length"),
                symbols(
                        "a string of 2^40 bytes",
                        Codec.NONE,
                        1,
                        RawChunk.sink(out -> out.uvarint(HUGE)),
                        "length of string 0"),
                symbols(
                        "a string of 2^63 bytes",
                        Codec.NONE,
                        1,
                        RawChunk.sink(out -> out.uvarint(Long.MIN_VALUE)),
                        "length of string 0"),
                symbols(
                        "a table of a million empty strings",
                        Codec.NONE,
                        1 << 20,
                        new byte[1 << 20],
                        "number of strings: expected at most 0"),
                symbols(
                        "a zstd bomb of symbols",
                        Codec.ZSTD,
                        1,
                        RawChunk.encode(Codec.ZSTD, new byte[4 << 20]),
                        "decompressed size: expected at most 1048576"),
                symbols(
                        "a gzip bomb of symbols",
                        Codec.GZIP,
                        1,
                        RawChunk.encode(Codec.GZIP, new byte[4 << 20]),
                        "decompressed size: expected at most 1048576"),
                symbols("symbols without a gzip stream", Codec.GZIP, 0, new byte[0], "gzip header: expected 10 bytes"),
                // bombs, blocks of every codec
                bomb(Codec.GZIP),
                bomb(Codec.FLATE),
                bomb(Codec.SNAPPY),
                bomb(Codec.LZ4_64K),
                bomb(Codec.LZ4_4M),
                bomb(Codec.ZSTD),
                // streams
                stream(
                        "a gzip header name without an end",
                        Codec.GZIP,
                        bytes(0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 0xff, 'n', 'n'),
                        "gzip header text"),
                stream(
                        "a gzip extra field beyond the stream",
                        Codec.GZIP,
                        bytes(0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff),
                        "gzip extra field"),
                stream(
                        "bytes after the gzip members",
                        Codec.GZIP,
                        join(RawChunk.encode(Codec.GZIP, one), new byte[20]),
                        "gzip magic"),
                stream("a zlib wrapper", Codec.FLATE, bytes(0x78, 0x9c, 3, 0, 0, 0, 0, 1), "deflate stream"),
                stream(
                        "bytes after the deflate stream",
                        Codec.FLATE,
                        join(RawChunk.encode(Codec.FLATE, one), bytes(0)),
                        "end of the deflate stream"),
                stream(
                        "an lz4 block longer than its frame allows",
                        Codec.LZ4_64K,
                        join(lz4Header(), bytes(0, 0, 2, 0x80)),
                        "lz4 block length"),
                stream(
                        "an lz4 block that expands beyond its frame",
                        Codec.LZ4_64K,
                        join(lz4Header(), lz4Block(lz4Run(70_000)), new byte[4]),
                        "lz4 block"),
                stream(
                        "two lz4 frames",
                        Codec.LZ4_64K,
                        join(RawChunk.encode(Codec.LZ4_64K, one), RawChunk.encode(Codec.LZ4_64K, one)),
                        "end of the lz4 frame"),
                stream(
                        "a zstd window of 4 GiB",
                        Codec.ZSTD,
                        bytes(0x28, 0xb5, 0x2f, 0xfd, 0, 0xb0, 1, 0, 0),
                        "zstd window: expected at most 536870912 bytes (limit)"),
                stream(
                        "a zstd content size of 2^64 - 1",
                        Codec.ZSTD,
                        bytes(0x28, 0xb5, 0x2f, 0xfd, 0xe0, 255, 255, 255, 255, 255, 255, 255, 255, 1, 0, 0),
                        "zstd window"),
                stream(
                        "a zstd block beyond the stream",
                        Codec.ZSTD,
                        bytes(0x28, 0xb5, 0x2f, 0xfd, 0, 0x50, 0xf1, 0xff, 0),
                        "zstd block"),
                stream(
                        "a zstd dictionary",
                        Codec.ZSTD,
                        bytes(0x28, 0xb5, 0x2f, 0xfd, 1, 0x50, 7, 1, 0, 0),
                        "no dictionary"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void isRefusedWithItsPlace(String name, byte[] object, ReadOptions options, long offset, String[] message) {
        long expected = offset < 0 ? object.length + offset : offset;
        assertThatThrownBy(() -> TestEntry.readAll(object, options.withLimits(LIMITS)))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageStartingWith("chunk at byte " + expected + ": ")
                .hasMessageContainingAll(message)
                .extracting(e -> ((CorruptDataException) e).offset())
                .isEqualTo(expected);
    }

    @Test
    void anObjectAboveTheLimitIsNotEvenRead() {
        ByteSource endless = new ByteSource() {
            @Override
            public String name() {
                return "chunk";
            }

            @Override
            public long size() {
                return 1L << 40;
            }

            @Override
            public void read(long position, byte[] into, int offset, int length) {
                throw new AssertionError("read at " + position);
            }
        };
        assertThatThrownBy(() -> ChunkReader.open(endless, ReadOptions.DEFAULT))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("object size: expected at most 268435456 bytes (limit), found 1099511627776");
    }

    @Test
    void tooManyBlocksForTheLimitAreRefused() {
        RawChunk chunk = new RawChunk();
        for (int i = 0; i < 5; i++) {
            chunk.block(RawChunk.entries("x"));
        }
        ChunkLimits d = ChunkLimits.DEFAULT;
        ChunkLimits four = new ChunkLimits(
                d.objectBytes(),
                d.metadataBytes(),
                d.labels(),
                4,
                d.blockBytes(),
                d.lineBytes(),
                d.symbolBytes(),
                d.pairsPerEntry(),
                d.zstdWindowBytes());
        assertThatThrownBy(() -> ChunkReader.open(chunk.source(), ReadOptions.DEFAULT.withLimits(four)))
                .hasMessageContaining("number of blocks: expected at most 4, found 5");
    }

    @Test
    void thereAreAtLeastSeventyKinds() {
        assertThat(kinds()).hasSizeGreaterThan(70);
    }

    private static Arguments kind(String name, byte[] object, long offset, String... message) {
        return arguments(name, object, ReadOptions.DEFAULT, offset, message);
    }

    private static Arguments json(String name, String members, String message) {
        return kind(name, new RawChunk().json("{" + members + "}").bytes(), 4, message);
    }

    private static Arguments table(String name, Consumer<ByteSink> table, int at, String... message) {
        return kind(
                name, new RawChunk().block(RawChunk.entries("x")).table(table).bytes(), BLOCK + 3 + 4 + at, message);
    }

    private static Arguments strictTable(String name, Consumer<ByteSink> table, String message) {
        RawChunk chunk = new RawChunk().block(RawChunk.entries("x")).table(table);
        boolean second = message.contains("block 1");
        return arguments(
                name,
                chunk.bytes(),
                second ? ReadOptions.DEFAULT : ReadOptions.STRICT,
                (long) (second ? BLOCK + 3 + 4 + 12 : BLOCK),
                new String[] {message});
    }

    private static Arguments block(String name, byte[] content, String message) {
        return kind(name, new RawChunk().block(content).bytes(), BLOCK, "block 0, byte ", message);
    }

    private static Arguments metadata(String name, Consumer<ByteSink> section, String message) {
        byte[] content = join(RawChunk.entries("x"), RawChunk.sink(section));
        return kind(name, new RawChunk().version(4).block(content).bytes(), BLOCK + 1 + 4, message);
    }

    private static Arguments symbols(String name, Codec codec, long count, byte[] compressed, String message) {
        byte[] section = RawChunk.sink(out -> {
            out.uvarint(count);
            out.write(compressed);
        });
        int countBytes = section.length - compressed.length;
        byte[] object = new RawChunk()
                .version(4)
                .codec(codec)
                .symbols(section)
                .block(new byte[0])
                .bytes();
        boolean inString = message.startsWith("length of string") && message.contains("number");
        return kind(name, object, PAYLOAD + 6 + (inString ? 0 : countBytes), message);
    }

    private static Arguments bomb(Codec codec) {
        byte[] zeros = RawChunk.encode(codec, new byte[10 << 20]);
        return kind(
                "a bomb of " + codec.lokiName(),
                new RawChunk().codec(codec).block(zeros).bytes(),
                BLOCK,
                "decompressed size: expected at most 9437184 bytes (limit)");
    }

    private static Arguments stream(String name, Codec codec, byte[] stored, String message) {
        byte[] object = new RawChunk().codec(codec).block(stored).bytes();
        long offset = offsetIn(object);
        return kind(name, object, offset, message);
    }

    /** Codecs tell the place inside the stream; that it is inside is checked here, the message above. */
    private static long offsetIn(byte[] object) {
        try {
            TestEntry.readAll(object, ReadOptions.DEFAULT.withLimits(LIMITS));
        } catch (CorruptDataException e) {
            assertThat(e.offset()).isBetween((long) BLOCK, (long) object.length - 12);
            return e.offset();
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
        return -1;
    }

    private static byte[] entry(long lineLength) {
        return RawChunk.sink(out -> {
            out.varint(1);
            out.uvarint(lineLength);
        });
    }

    private static void row(ByteSink out, long offset, long rawBytes, long length) {
        out.uvarint(1);
        out.write(bytes(1, 0, 0));
        out.uvarint(offset);
        out.uvarint(rawBytes);
        out.uvarint(length);
    }

    private static byte[] patch(int at, int... replacement) {
        byte[] object = new RawChunk().block(RawChunk.entries("x")).bytes();
        for (int i = 0; i < replacement.length; i++) {
            object[at + i] = (byte) replacement[i];
        }
        return object;
    }

    private static byte[] varintOf(int length) {
        byte[] varint = new byte[length];
        Arrays.fill(varint, (byte) 0x80);
        varint[length - 1] = 1;
        return varint;
    }

    private static String labels(int count) {
        StringBuilder labels = new StringBuilder();
        for (int i = 0; i < count; i++) {
            labels.append(i == 0 ? "" : ",").append("\"l").append(i).append("\":\"\"");
        }
        return labels.toString();
    }

    private static byte[] snappyClaiming(long size) {
        byte[] block = RawChunk.sink(out -> {
            out.u32le(0);
            out.uvarint(size);
            out.write("{}".getBytes(StandardCharsets.UTF_8));
        });
        return join(SnappyFormat.identifier(), bytes(0, block.length, 0, 0), block);
    }

    private static byte[] lz4Header() {
        return Arrays.copyOf(RawChunk.encode(Codec.LZ4_64K, new byte[0]), 7);
    }

    private static byte[] lz4Block(byte[] compressed) {
        return join(RawChunk.sink(out -> out.u32le(compressed.length)), compressed);
    }

    /** One literal, then a match that repeats it this often, then five literals. */
    private static byte[] lz4Run(int length) {
        return RawChunk.sink(out -> {
            out.write(bytes(0x1f, 'a', 1, 0));
            int rest = length - 4 - 15;
            for (; rest >= 255; rest -= 255) {
                out.u8(255);
            }
            out.u8(rest);
            out.write(bytes(0x50, 'a', 'a', 'a', 'a', 'a'));
        });
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] join(byte[]... parts) {
        return RawChunk.sink(out -> {
            for (byte[] part : parts) {
                out.write(part);
            }
        });
    }
}
