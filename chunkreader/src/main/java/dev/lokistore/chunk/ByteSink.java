package dev.lokistore.chunk;

import java.util.Arrays;

/** Bytes that are written one after the other, at most 2 GiB. Not thread-safe. */
public final class ByteSink {
    private static final int LONGEST_VARINT = 10;

    private byte[] bytes = new byte[1024];
    private int size;

    public int size() {
        return size;
    }

    /** Valid up to {@link #size()} and until the next write. */
    public byte[] array() {
        return bytes;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    public void clear() {
        size = 0;
    }

    /** Makes room for bytes that the caller puts into {@link #array()} at {@link #size()}. */
    public void reserve(int count) {
        int needed = Math.addExact(size, count);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, 2L * bytes.length)));
        }
    }

    /** Counts bytes put there after {@link #reserve}. */
    public void advance(int count) {
        size += count;
    }

    public void u8(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    public void u32be(int value) {
        reserve(Integer.BYTES);
        BigEndian.putInt32(bytes, size, value);
        size += Integer.BYTES;
    }

    public void u32le(int value) {
        u32be(Integer.reverseBytes(value));
    }

    public void u64be(long value) {
        u32be((int) (value >>> 32));
        u32be((int) value);
    }

    public void uvarint(long value) {
        reserve(LONGEST_VARINT);
        byte[] into = bytes;
        int at = size;
        long rest = value;
        while ((rest & ~0x3fffL) != 0) {
            into[at++] = (byte) (rest | 0x80);
            into[at++] = (byte) (rest >>> 7 | 0x80);
            rest >>>= 14;
        }
        if (rest >= 0x80) {
            into[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        into[at++] = (byte) rest;
        size = at;
    }

    /** Zig-zag. */
    public void varint(long value) {
        uvarint((value << 1) ^ (value >> 63));
    }

    public void write(byte[] source) {
        write(source, 0, source.length);
    }

    public void write(byte[] source, int offset, int length) {
        reserve(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }
}
