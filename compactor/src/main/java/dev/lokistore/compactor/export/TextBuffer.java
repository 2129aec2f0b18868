package dev.lokistore.compactor.export;

import dev.lokistore.chunk.LittleEndian;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes of text that grow at the end, with the escapes of JSON. */
final class TextBuffer {
    private static final int FIRST_BYTES = 256;
    private static final byte[] NOTHING = {};
    private static final int MAX_DIGITS = 20;
    private static final int BILLION = 1_000_000_000;
    private static final int BILLION_DIGITS = 9;
    private static final long EACH_BYTE = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    /** What follows the backslash; 'u' for four hex digits, 0 for bytes that stand for themselves. */
    private static final byte[] ESCAPES = escapes();

    /** 00 to 99. */
    private static final byte[] PAIRS = pairs();

    private byte[] bytes = NOTHING;
    private int size;

    private static byte[] escapes() {
        byte[] escapes = new byte[256];
        Arrays.fill(escapes, 0, 0x20, (byte) 'u');
        escapes['"'] = '"';
        escapes['\\'] = '\\';
        escapes['\b'] = 'b';
        escapes['\t'] = 't';
        escapes['\n'] = 'n';
        escapes['\f'] = 'f';
        escapes['\r'] = 'r';
        return escapes;
    }

    private static byte[] pairs() {
        byte[] pairs = new byte[200];
        for (int i = 0; i < 100; i++) {
            pairs[2 * i] = (byte) ('0' + i / 10);
            pairs[2 * i + 1] = (byte) ('0' + i % 10);
        }
        return pairs;
    }

    int size() {
        return size;
    }

    /** Holds {@link #size()} bytes of text; valid until the next change. */
    byte[] array() {
        return bytes;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    void clear() {
        size = 0;
    }

    /** How much memory it takes, used or not. */
    int allocatedBytes() {
        return bytes.length;
    }

    /** As {@link #clear}, and gives its memory back. */
    void release() {
        bytes = NOTHING;
        size = 0;
    }

    /** Takes back what came after the first bytes. */
    void cut(int to) {
        size = to;
    }

    private void ensure(long more) {
        if (more > bytes.length - size) {
            int needed = Math.toIntExact(size + more);
            long twice = Math.max(FIRST_BYTES, 2L * bytes.length);
            bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8, twice)));
        }
    }

    TextBuffer put(char ascii) {
        ensure(1);
        bytes[size++] = (byte) ascii;
        return this;
    }

    TextBuffer put(byte b) {
        ensure(1);
        bytes[size++] = b;
        return this;
    }

    /** Seven bits a byte, the lowest first. */
    TextBuffer putVarint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        return put((byte) rest);
    }

    /** Four bytes, the lowest first. */
    TextBuffer putInt32(int value) {
        ensure(Integer.BYTES);
        LittleEndian.putInt32(bytes, size, value);
        size += Integer.BYTES;
        return this;
    }

    /** Eight bytes, the lowest first. */
    TextBuffer putInt64(long value) {
        ensure(Long.BYTES);
        LittleEndian.putInt64(bytes, size, value);
        size += Long.BYTES;
        return this;
    }

    TextBuffer put(byte[] from) {
        return put(from, 0, from.length);
    }

    TextBuffer put(byte[] from, int offset, int length) {
        ensure(length);
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
        return this;
    }

    /** As UTF-8; a lone surrogate becomes U+FFFD. */
    TextBuffer put(String text) {
        return put(utf8(text));
    }

    static byte[] utf8(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                // Java writes '?' for what UTF-8 does not have
                return mended(text);
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] mended(String text) {
        StringBuilder whole = new StringBuilder();
        text.codePoints()
                .forEach(c -> whole.appendCodePoint(
                        c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xfffd : c));
        return whole.toString().getBytes(StandardCharsets.UTF_8);
    }

    TextBuffer putDecimal(long number) {
        ensure(MAX_DIGITS);
        if (number == Long.MIN_VALUE) {
            return put("-9223372036854775808");
        }
        long rest = number;
        if (rest < 0) {
            bytes[size++] = '-';
            rest = -rest;
        }
        if (rest < BILLION) {
            putDigits((int) rest, digits((int) rest));
            return this;
        }
        // numbers of 32 bits are taken apart in a fraction of the time
        long billions = rest / BILLION;
        if (billions < BILLION) {
            putDigits((int) billions, digits((int) billions));
        } else {
            int top = (int) (billions / BILLION);
            putDigits(top, digits(top));
            putDigits((int) (billions % BILLION), BILLION_DIGITS);
        }
        putDigits((int) (rest % BILLION), BILLION_DIGITS);
        return this;
    }

    private static int digits(int number) {
        int digits = 1;
        for (int rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        return digits;
    }

    private void putDigits(int number, int digits) {
        int rest = number;
        int at = size + digits;
        size = at;
        for (int left = digits; left > 1; left -= 2) {
            int hundredth = rest / 100;
            int pair = 2 * (rest - 100 * hundredth);
            bytes[--at] = PAIRS[pair + 1];
            bytes[--at] = PAIRS[pair];
            rest = hundredth;
        }
        if ((digits & 1) != 0) {
            bytes[--at] = (byte) ('0' + rest);
        }
    }

    /** The inside of a JSON string. */
    TextBuffer putJson(String text) {
        byte[] utf8 = utf8(text);
        putJson(utf8, 0, utf8.length);
        return this;
    }

    /**
     * The inside of a JSON string.
     *
     * @return whether all bytes were below 0x80
     */
    boolean putJson(byte[] utf8, int offset, int length) {
        long seen = 0;
        int end = offset + length;
        int at = offset;
        // room for two bytes in place of each one that is left
        ensure(2L * length);
        while (at <= end - Long.BYTES) {
            long word = LittleEndian.int64(utf8, at);
            LittleEndian.putInt64(bytes, size, word);
            seen |= word;
            int plain = plainBytes(word);
            at += plain;
            size += plain;
            if (plain < Long.BYTES) {
                escape(utf8[at++], end - at);
            }
        }
        for (; at < end; at++) {
            byte b = utf8[at];
            seen |= b;
            if (ESCAPES[b & 0xff] == 0) {
                bytes[size++] = b;
            } else {
                escape(b, end - at - 1);
            }
        }
        return (seen & HIGH_BITS) == 0;
    }

    /** How many of the first bytes stand for themselves in JSON. */
    private static int plainBytes(long word) {
        // the lowest byte that is found is always right; above it a borrow may pretend others
        long control = (word - 0x20 * EACH_BYTE) & ~word;
        long quote = word ^ '"' * EACH_BYTE;
        long backslash = word ^ '\\' * EACH_BYTE;
        long found = (control | (quote - EACH_BYTE) & ~quote | (backslash - EACH_BYTE) & ~backslash) & HIGH_BITS;
        return Long.numberOfTrailingZeros(found) / Byte.SIZE;
    }

    /** @param left how many bytes are still to come */
    private void escape(byte what, int left) {
        byte escape = ESCAPES[what & 0xff];
        bytes[size++] = '\\';
        bytes[size++] = escape;
        if (escape == 'u') {
            ensure(4 + 2L * left);
            bytes[size++] = '0';
            bytes[size++] = '0';
            bytes[size++] = HEX[what >> 4 & 0xf];
            bytes[size++] = HEX[what & 0xf];
        }
    }

    /** A field of CSV: in quotes where it must be, and where it is empty, so that it differs from no value. */
    TextBuffer putCsv(byte[] utf8, int offset, int length) {
        boolean plain = length > 0;
        for (int at = offset; plain && at < offset + length; at++) {
            byte b = utf8[at];
            plain = b != '"' && b != ',' && b != '\n' && b != '\r';
        }
        if (plain) {
            return put(utf8, offset, length);
        }
        put('"');
        int from = offset;
        for (int at = offset; at < offset + length; at++) {
            if (utf8[at] == '"') {
                put(utf8, from, at + 1 - from).put('"');
                from = at + 1;
            }
        }
        return put(utf8, from, offset + length - from).put('"');
    }
}
