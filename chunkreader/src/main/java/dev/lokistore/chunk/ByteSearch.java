package dev.lokistore.chunk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Looks for bytes in bytes. A short needle is compared by its first, middle and last byte at eight places at a time. Of a longer
 * one, some four bytes must be at one of any {@code length - 3} places in a row: only every so many places are looked at,
 * in a table of what the needle holds. Immutable, allocates nothing.
 */
public final class ByteSearch {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long TOP_BITS = 0x8080808080808080L;

    private static final int GRAM_BYTES = 4;
    private static final int MIN_BYTES_FOR_GRAMS = 8;

    /** A longer needle fills the table more than its longer steps bring. */
    private static final int MAX_GRAMS = 64;

    private static final byte SEVERAL = Byte.MAX_VALUE;
    private static final int TABLE_BITS = 11;
    private static final int HASH_FACTOR = 0x9e3779b1;

    private final byte[] needle;
    private final long first;
    private final long middle;
    private final long last;

    /** How many different places a gram of the needle may be at, seen from its start; 0 for a short needle. */
    private final int grams;

    /** By a gram's hash: 1 and its place in the needle, or {@link #SEVERAL}; 0 if the needle has none such. */
    private final byte[] table;

    private ByteSearch(byte[] needle) {
        this.needle = needle;
        this.first = needle.length == 0 ? 0 : (needle[0] & 0xff) * ONES;
        this.middle = needle.length == 0 ? 0 : (needle[needle.length / 2] & 0xff) * ONES;
        this.last = needle.length == 0 ? 0 : (needle[needle.length - 1] & 0xff) * ONES;
        this.grams = needle.length < MIN_BYTES_FOR_GRAMS ? 0 : Math.min(MAX_GRAMS, needle.length - GRAM_BYTES + 1);
        this.table = new byte[grams == 0 ? 0 : 1 << TABLE_BITS];
        for (int i = 0; i < grams; i++) {
            int slot = hash(needle, i);
            table[slot] = table[slot] == 0 ? (byte) (i + 1) : SEVERAL;
        }
    }

    public static ByteSearch of(byte[] needle) {
        return new ByteSearch(needle.clone());
    }

    /** Looks for the text's UTF-8 bytes. */
    public static ByteSearch of(String needle) {
        return new ByteSearch(needle.getBytes(StandardCharsets.UTF_8));
    }

    /** Of the needle, in bytes. */
    public int length() {
        return needle.length;
    }

    public boolean isIn(byte[] haystack, int from, int to) {
        return indexIn(haystack, from, to) >= 0;
    }

    /**
     * The first place in {@code [from, to)} where the needle begins and is wholly inside, or -1; {@code from} for an
     * empty needle.
     */
    public int indexIn(byte[] haystack, int from, int to) {
        if (needle.length == 0) {
            return from;
        }
        return grams == 0 ? indexByWords(haystack, from, to) : indexByGrams(haystack, from, to);
    }

    private int indexByGrams(byte[] haystack, int from, int to) {
        byte[] known = table;
        int mask = known.length - 1;
        int step = grams;
        int end = to - GRAM_BYTES;
        int at = from + step - 1;
        // each place stands for the needle's starts at it and at the step - 1 places before it
        for (; at <= end - 3 * step; at += 4 * step) {
            int hits = known[hash(haystack, at) & mask]
                    | known[hash(haystack, at + step) & mask]
                    | known[hash(haystack, at + 2 * step) & mask]
                    | known[hash(haystack, at + 3 * step) & mask];
            if (hits != 0) {
                int found = indexNear(haystack, at, at + 3 * step, to);
                if (found >= 0) {
                    return found;
                }
            }
        }
        return indexNear(haystack, at, end, to);
    }

    /** Looks at one place after the other, from the first to the last of them. */
    private int indexNear(byte[] haystack, int firstPlace, int lastPlace, int to) {
        for (int at = firstPlace; at <= lastPlace; at += grams) {
            int place = table[hash(haystack, at)];
            if (place == SEVERAL) {
                int found = indexByBytes(haystack, at - grams + 1, Math.min(at, to - needle.length));
                if (found >= 0) {
                    return found;
                }
            } else if (place != 0) {
                int start = at - place + 1;
                if (start <= to - needle.length && matches(haystack, start)) {
                    return start;
                }
            }
        }
        return -1;
    }

    private static int hash(byte[] bytes, int at) {
        return (int) INT.get(bytes, at) * HASH_FACTOR >>> Integer.SIZE - TABLE_BITS;
    }

    /** @param lastStart inclusive */
    private int indexByBytes(byte[] haystack, int from, int lastStart) {
        byte wanted = (byte) first;
        for (int at = from; at <= lastStart; at++) {
            if (haystack[at] == wanted && matches(haystack, at)) {
                return at;
            }
        }
        return -1;
    }

    private int indexByWords(byte[] haystack, int from, int to) {
        int lastByte = needle.length - 1;
        int middleByte = needle.length / 2;
        int end = to - lastByte;
        int at = from;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            long differs = ((long) LONG.get(haystack, at) ^ first)
                    | ((long) LONG.get(haystack, at + middleByte) ^ middle)
                    | ((long) LONG.get(haystack, at + lastByte) ^ last);
            // the top bit of each byte that is zero, and perhaps of some above such a byte
            for (long zeros = (differs - ONES) & ~differs & TOP_BITS; zeros != 0; zeros &= zeros - 1) {
                int candidate = at + (Long.numberOfTrailingZeros(zeros) >>> 3);
                if (matches(haystack, candidate)) {
                    return candidate;
                }
            }
        }
        return indexByBytes(haystack, at, end - 1);
    }

    private boolean matches(byte[] haystack, int at) {
        for (int i = 0; i < needle.length; i++) {
            if (haystack[at + i] != needle[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return new String(needle, StandardCharsets.UTF_8);
    }
}
