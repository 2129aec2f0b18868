package dev.lokistore.chunk;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/** Builds a chunk object piece by piece, so that a test can get any of them wrong. CRCs fit what is there. */
final class RawChunk {
    static final String JSON = "{\"fingerprint\":5396444676321741639,\"userID\":\"fake\",\"from\":1700000000.123,"
            + "\"through\":1700000001.124,\"metric\":{\"__name__\":\"logs\",\"app\":\"demo\",\"env\":\"dev\"},"
            + "\"encoding\":129}\n";

    /** Size of the envelope before the payload with {@link #JSON}. */
    static final int PAYLOAD_AT = 0xc2;

    private byte[] metadata = snappy(JSON.getBytes(StandardCharsets.UTF_8));
    private int version = 3;
    private int codec;
    private byte[] symbols = {0};
    private final List<byte[]> blocks = new ArrayList<>();
    private Consumer<ByteSink> table = sink -> {};
    private boolean tableGiven;
    private long tableOffsetDelta;
    private long symbolsLengthDelta;
    private long symbolsOffsetDelta;
    private long tableLengthDelta;
    private int metadataLengthDelta;
    private int payloadLengthDelta;
    private byte[] payload = new byte[0];
    private boolean payloadGiven;

    RawChunk json(String json) {
        return metadata(snappy(json.getBytes(StandardCharsets.UTF_8)));
    }

    /** The compressed metadata. */
    RawChunk metadata(byte[] bytes) {
        metadata = bytes;
        return this;
    }

    RawChunk version(int newVersion) {
        version = newVersion;
        return this;
    }

    RawChunk codec(Codec newCodec) {
        return codec(newCodec.id());
    }

    RawChunk codec(int id) {
        codec = id;
        return this;
    }

    /** The section: count and compressed strings. */
    RawChunk symbols(byte[] section) {
        symbols = section;
        return this;
    }

    /** Adds a block's compressed bytes. */
    RawChunk block(byte[] stored) {
        blocks.add(stored);
        return this;
    }

    /** Replaces the block table. */
    RawChunk table(Consumer<ByteSink> writer) {
        table = writer;
        tableGiven = true;
        return this;
    }

    RawChunk tableOffset(long delta) {
        tableOffsetDelta = delta;
        return this;
    }

    RawChunk tableLength(long delta) {
        tableLengthDelta = delta;
        return this;
    }

    RawChunk symbolsLength(long delta) {
        symbolsLengthDelta = delta;
        return this;
    }

    RawChunk symbolsOffset(long delta) {
        symbolsOffsetDelta = delta;
        return this;
    }

    RawChunk metadataLength(int delta) {
        metadataLengthDelta = delta;
        return this;
    }

    RawChunk payloadLength(int delta) {
        payloadLengthDelta = delta;
        return this;
    }

    RawChunk payload(byte[] bytes) {
        payload = bytes;
        payloadGiven = true;
        return this;
    }

    ByteSource source() {
        return ByteSource.of("chunk", bytes());
    }

    byte[] bytes() {
        byte[] content = payloadGiven ? payload : buildPayload();
        ByteSink out = new ByteSink();
        out.u32be(4 + metadata.length + metadataLengthDelta);
        out.write(metadata);
        out.u32be(content.length + payloadLengthDelta);
        out.write(content);
        return out.toByteArray();
    }

    /** Offset of the first block in the payload. */
    int firstBlock() {
        return version == 1 ? 5 : version < 4 ? 6 : 6 + symbols.length + 4;
    }

    private byte[] buildPayload() {
        ByteSink out = new ByteSink();
        out.u32be(0x012ee56a);
        out.u8(version);
        if (version > 1) {
            out.u8(codec);
        }
        if (version >= 4) {
            out.write(symbols);
            out.u32be(crc(symbols));
        }
        ByteSink rows = new ByteSink();
        rows.uvarint(blocks.size());
        for (byte[] block : blocks) {
            // bounds and counts that no test content contradicts more than by a tolerated defect
            rows.uvarint(1);
            rows.varint(0);
            rows.varint(Long.MAX_VALUE);
            rows.uvarint(out.size());
            if (version >= 3) {
                rows.uvarint(0);
            }
            rows.uvarint(block.length);
            out.write(block);
            out.u32be(crc(block));
        }
        if (tableGiven) {
            rows.clear();
            table.accept(rows);
        }
        int tableAt = out.size();
        byte[] rowBytes = rows.toByteArray();
        out.write(rowBytes);
        out.u32be(crc(rowBytes));
        if (version >= 4) {
            out.u64be(symbols.length + symbolsLengthDelta);
            out.u64be(6 + symbolsOffsetDelta);
            out.u64be(rowBytes.length + tableLengthDelta);
        }
        out.u64be(tableAt + tableOffsetDelta);
        return out.toByteArray();
    }

    static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    static byte[] snappy(byte[] bytes) {
        return encode(Codec.SNAPPY, bytes);
    }

    static byte[] encode(Codec codec, byte[] bytes) {
        ByteSink out = new ByteSink();
        BlockEncoder.of(codec).encode(bytes, 0, bytes.length, out);
        return out.toByteArray();
    }

    static byte[] sink(Consumer<ByteSink> writer) {
        ByteSink out = new ByteSink();
        writer.accept(out);
        return out.toByteArray();
    }

    /** Entries of version 3 with these lines, at the times 1, 2, … */
    static byte[] entries(String... lines) {
        return sink(out -> {
            for (int i = 0; i < lines.length; i++) {
                out.varint(i + 1);
                byte[] line = lines[i].getBytes(StandardCharsets.ISO_8859_1);
                out.uvarint(line.length);
                out.write(line);
            }
        });
    }
}
