package dev.lokistore.index.pack;

import dev.lokistore.chunk.CorruptDataException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads what {@link PackWriter} wrote. Every number and length is checked: the bytes may come from anybody. Offsets in
 * errors count from the start of the unpacked bytes. Not thread-safe.
 */
public final class PackReader {
    private static final int LAST_SHIFT = 63;

    private final String name;
    private final byte[] bytes;
    private final List<String> words = new ArrayList<>();
    private int at;

    /** @param name of the source, for errors */
    public PackReader(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    public boolean atEnd() {
        return at == bytes.length;
    }

    public CorruptDataException corrupt(String what, Object expected, Object found) {
        return new CorruptDataException(name, at, what, expected, found);
    }

    /** @throws CorruptDataException if there are bytes left */
    public void end() throws CorruptDataException {
        if (!atEnd()) {
            throw corrupt("end", "no more bytes", bytes.length - at + " more");
        }
    }

    private void require(long count, String what) throws CorruptDataException {
        if (count < 0 || count > bytes.length - at) {
            throw corrupt(what, "at most the " + (bytes.length - at) + " bytes left", Long.toUnsignedString(count));
        }
    }

    public int u8(String what) throws CorruptDataException {
        require(1, what);
        return bytes[at++] & 0xff;
    }

    public int u32(String what) throws CorruptDataException {
        require(Integer.BYTES, what);
        int value = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            value = value << 8 | bytes[at++] & 0xff;
        }
        return value;
    }

    public long u64(String what) throws CorruptDataException {
        long high = u32(what);
        return high << 32 | u32(what) & 0xffff_ffffL;
    }

    public long uvarint(String what) throws CorruptDataException {
        // most numbers are short
        if (at < bytes.length && bytes[at] >= 0) {
            return bytes[at++];
        }
        long value = 0;
        for (int shift = 0; shift <= LAST_SHIFT; shift += 7) {
            int b = u8(what);
            if (shift == LAST_SHIFT && b > 1) {
                break;
            }
            value |= (b & 0x7fL) << shift;
            if (b < 0x80) {
                return value;
            }
        }
        throw corrupt(what, "a number of 64 bits", "a longer one");
    }

    public long varint(String what) throws CorruptDataException {
        long zigzag = uvarint(what);
        return (zigzag >>> 1) ^ -(zigzag & 1);
    }

    /** @return 0 to {@code max} */
    public int uvarintUpTo(int max, String what) throws CorruptDataException {
        long value = uvarint(what);
        if (value < 0 || value > max) {
            throw corrupt(what, "at most " + max, Long.toUnsignedString(value));
        }
        return (int) value;
    }

    /** A number of things that take at least a byte each: no more than there are bytes left. */
    public int count(String what) throws CorruptDataException {
        long value = uvarint(what);
        require(value, what);
        return (int) value;
    }

    /** A number that says which of the {@code count} constants is meant. */
    public int choice(int count, String what) throws CorruptDataException {
        return uvarintUpTo(count - 1, what);
    }

    public byte[] bytes(String what) throws CorruptDataException {
        return raw(count(what), what);
    }

    public byte[] raw(int length, String what) throws CorruptDataException {
        require(length, what);
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    public String text(String what) throws CorruptDataException {
        int length = count(what);
        at += length;
        return new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }

    public String word(String what) throws CorruptDataException {
        int number = uvarintUpTo(words.size(), what);
        if (number > 0) {
            return words.get(number - 1);
        }
        String text = text(what);
        words.add(text);
        return text;
    }
}
