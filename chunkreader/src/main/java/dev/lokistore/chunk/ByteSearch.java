package dev.lokistore.chunk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Looks for bytes in bytes. Compares the first and the last byte of the needle at eight places at a time, which on text
 * leaves few candidates. Immutable, allocates nothing.
 */
public final class ByteSearch {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long LOW_SEVEN = 0x7f7f7f7f7f7f7f7fL;

    private final byte[] needle;
    private final long first;
    private final long last;

    private ByteSearch(byte[] needle) {
        this.needle = needle;
        this.first = needle.length == 0 ? 0 : (needle[0] & 0xff) * ONES;
        this.last = needle.length == 0 ? 0 : (needle[needle.length - 1] & 0xff) * ONES;
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
        int lastByte = needle.length - 1;
        if (lastByte < 0) {
            return from;
        }
        int end = to - lastByte;
        int at = from;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            long differs = ((long) LONG.get(haystack, at) ^ first) | ((long) LONG.get(haystack, at + lastByte) ^ last);
            // exact test for zero bytes: the top bit of each byte of the result is set where the byte is zero
            long zeros = ~(((differs & LOW_SEVEN) + LOW_SEVEN) | differs | LOW_SEVEN);
            while (zeros != 0) {
                int candidate = at + (Long.numberOfTrailingZeros(zeros) >>> 3);
                if (matches(haystack, candidate)) {
                    return candidate;
                }
                zeros &= zeros - 1;
            }
        }
        for (; at < end; at++) {
            if (haystack[at] == (byte) first && matches(haystack, at)) {
                return at;
            }
        }
        return -1;
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
