package dev.lokistore.index.pack;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Writes numbers and texts one after the other, for {@link PackReader}. Not thread-safe. */
public final class PackWriter {
    private static final int FIRST_CAPACITY = 1024;
    private static final int LARGEST = Integer.MAX_VALUE - 8;

    private final Map<String, Integer> words = new HashMap<>();
    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int size;

    public int size() {
        return size;
    }

    /** Valid up to {@link #size()} and until the next write. */
    byte[] array() {
        return bytes;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** Of all that was written. */
    public byte[] sha256() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, 0, size);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Forgets what was written, and all words. */
    public void clear() {
        size = 0;
        words.clear();
    }

    private void reserve(int count) {
        int needed = Math.addExact(size, count);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(LARGEST, Math.max(needed, 2L * bytes.length)));
        }
    }

    public PackWriter u8(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
        return this;
    }

    public PackWriter u32(int value) {
        reserve(Integer.BYTES);
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    public PackWriter u64(long value) {
        return u32((int) (value >>> 32)).u32((int) value);
    }

    /** Unsigned 64 bit in one to ten bytes. */
    public PackWriter uvarint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return this;
    }

    /** Signed 64 bit, short where it is near zero. */
    public PackWriter varint(long value) {
        return uvarint((value << 1) ^ (value >> 63));
    }

    /** With its length. */
    public PackWriter bytes(byte[] value) {
        return uvarint(value.length).raw(value);
    }

    /** Without its length. */
    public PackWriter raw(byte[] value) {
        reserve(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
        return this;
    }

    public PackWriter text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** A text that is likely to come again: from the second time on, its number. */
    public PackWriter word(String value) {
        Integer number = words.get(value);
        if (number != null) {
            return uvarint(number + 1L);
        }
        words.put(value, words.size());
        return uvarint(0).text(value);
    }
}
