package dev.lokistore.chunk;

import java.util.Arrays;

/** Bytes that are written one after the other. */
final class ByteSink {
    private byte[] bytes = new byte[1024];
    private int size;

    int size() {
        return size;
    }

    /** Valid up to {@link #size()} and until the next write. */
    byte[] array() {
        return bytes;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    void clear() {
        size = 0;
    }

    /** Makes room for bytes that the caller puts into {@link #array()} at {@link #size()}. */
    void reserve(int count) {
        int needed = Math.addExact(size, count);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, 2L * bytes.length)));
        }
    }

    /** Counts bytes put there after {@link #reserve}. */
    void advance(int count) {
        size += count;
    }

    void u8(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    void u32be(int value) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            u8(value >>> shift);
        }
    }

    void u32le(int value) {
        u32be(Integer.reverseBytes(value));
    }

    void u64be(long value) {
        u32be((int) (value >>> 32));
        u32be((int) value);
    }

    void uvarint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            u8((int) rest | 0x80);
            rest >>>= 7;
        }
        u8((int) rest);
    }

    /** Zig-zag. */
    void varint(long value) {
        uvarint((value << 1) ^ (value >> 63));
    }

    void write(byte[] source) {
        write(source, 0, source.length);
    }

    void write(byte[] source, int offset, int length) {
        reserve(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }
}
