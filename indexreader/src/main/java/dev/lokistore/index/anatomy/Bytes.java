package dev.lokistore.index.anatomy;

import dev.lokistore.chunk.CorruptDataException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Numbers and texts at places of a file; places inside are the caller's care, but for varints. */
final class Bytes {
    private static final int LONGEST_TEXT = 200;

    private final String name;
    private final byte[] bytes;
    private final ByteBuffer big;
    private final ByteBuffer little;

    /** Bytes that the last varint took. */
    private int taken;

    Bytes(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
        this.big = ByteBuffer.wrap(bytes);
        this.little = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    int size() {
        return bytes.length;
    }

    int u8(int at) {
        return bytes[at] & 0xff;
    }

    int i32be(int at) {
        return big.getInt(at);
    }

    long u32be(int at) {
        return Integer.toUnsignedLong(big.getInt(at));
    }

    long u64be(int at) {
        return big.getLong(at);
    }

    int u16le(int at) {
        return Short.toUnsignedInt(little.getShort(at));
    }

    long u32le(int at) {
        return Integer.toUnsignedLong(little.getInt(at));
    }

    long u64le(int at) {
        return little.getLong(at);
    }

    /** @throws CorruptDataException if it does not end before {@code end} or is longer than 64 bits */
    long uvarint(int at, int end) throws CorruptDataException {
        long value = 0;
        for (int i = 0; i < 10; i++) {
            if (at + i >= end) {
                throw new CorruptDataException(name, at, "a number that does not end here");
            }
            byte b = bytes[at + i];
            value |= (b & 0x7fL) << 7 * i;
            if (b >= 0) {
                taken = i + 1;
                return value;
            }
        }
        throw new CorruptDataException(name, at, "a number of more than 64 bits");
    }

    /** As {@link #uvarint}, zig-zag. */
    long varint(int at, int end) throws CorruptDataException {
        long zigzag = uvarint(at, end);
        return zigzag >>> 1 ^ -(zigzag & 1);
    }

    /** Bytes that the last varint took. */
    int taken() {
        return taken;
    }

    int crc32c(int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }

    /** For people: cut where it is long, in hex where it is no text. */
    String text(int at, int length) {
        int shown = Math.min(length, LONGEST_TEXT);
        for (int i = at; i < at + shown; i++) {
            if (bytes[i] >= 0 && bytes[i] < ' ') {
                return hex(at, length);
            }
        }
        String text = new String(bytes, at, shown, StandardCharsets.UTF_8);
        return '"' + text + '"' + (shown < length ? "…" : "");
    }

    private String hex(int at, int length) {
        int shown = Math.min(length, LONGEST_TEXT / 4);
        StringBuilder hex = new StringBuilder();
        for (int i = at; i < at + shown; i++) {
            hex.append(Character.forDigit(bytes[i] >> 4 & 0xf, 16)).append(Character.forDigit(bytes[i] & 0xf, 16));
        }
        return hex + (shown < length ? "…" : "");
    }
}
