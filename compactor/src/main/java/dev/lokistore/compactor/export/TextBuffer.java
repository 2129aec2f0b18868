package dev.lokistore.compactor.export;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes of text that grow at the end, with the escapes of JSON. */
final class TextBuffer {
    private static final int INITIAL_BYTES = 4 << 10;
    private static final int MAX_DIGITS = 20;
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    /** What follows the backslash; 'u' for four hex digits, 0 for bytes that stand for themselves. */
    private static final byte[] ESCAPES = escapes();

    private byte[] bytes = new byte[INITIAL_BYTES];
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

    private void ensure(int more) {
        if (more > bytes.length - size) {
            int needed = Math.addExact(size, more);
            bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8, 2L * bytes.length)));
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
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            bytes[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    /** Eight bytes, the lowest first. */
    TextBuffer putInt64(long value) {
        return putInt32((int) value).putInt32((int) (value >>> Integer.SIZE));
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
        int digits = 1;
        for (long n = rest; n >= 10; n /= 10) {
            digits++;
        }
        for (int at = size + digits - 1; at >= size; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += digits;
        return this;
    }

    /** The inside of a JSON string. */
    TextBuffer putJson(String text) {
        byte[] utf8 = utf8(text);
        return putJson(utf8, 0, utf8.length);
    }

    /** The inside of a JSON string. */
    TextBuffer putJson(byte[] utf8, int offset, int length) {
        int end = offset + length;
        int from = offset;
        for (int at = offset; at < end; at++) {
            byte escape = ESCAPES[utf8[at] & 0xff];
            if (escape != 0) {
                put(utf8, from, at - from);
                escape(utf8[at], escape);
                from = at + 1;
            }
        }
        return put(utf8, from, end - from);
    }

    private void escape(byte what, byte escape) {
        ensure(6);
        bytes[size++] = '\\';
        bytes[size++] = escape;
        if (escape == 'u') {
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
