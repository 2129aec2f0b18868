package dev.lokistore.chunk;

/** Reads numbers from a range of an array, checked; errors carry the offset in the object. */
final class ByteParser {
    private final String source;
    private final long position;
    private final byte[] bytes;
    private final int end;
    private int at;

    /** @param position of {@code bytes[0]} in the object */
    ByteParser(String source, long position, byte[] bytes, int start, int end) {
        this.source = source;
        this.position = position;
        this.bytes = bytes;
        this.at = start;
        this.end = end;
    }

    int remaining() {
        return end - at;
    }

    /** Index in the array. */
    int index() {
        return at;
    }

    void skip(int count) {
        at += count;
    }

    CorruptDataException corrupt(int index, String what, Object expected, Object found) {
        return new CorruptDataException(source, position + index, what, expected, found);
    }

    /** Of any length up to ten bytes, minimal or not; unsigned 64 bit. */
    long uvarint(String what) throws CorruptDataException {
        int start = at;
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (at >= end) {
                throw corrupt(start, what, "a number", "the end of the bytes");
            }
            byte b = bytes[at++];
            if (shift == 63 && (b & 0xff) > 1) {
                break;
            }
            value |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw corrupt(start, what, "a number of 64 bits", "a longer one");
    }

    /** Zig-zag, signed 64 bit. */
    long varint(String what) throws CorruptDataException {
        long zigzag = uvarint(what);
        return (zigzag >>> 1) ^ -(zigzag & 1);
    }

    /** An unsigned number that is at most {@code max}. */
    long uvarintUpTo(long max, String what) throws CorruptDataException {
        int start = at;
        long value = uvarint(what);
        if (value < 0 || value > max) {
            throw corrupt(start, what, "at most " + max, Long.toUnsignedString(value));
        }
        return value;
    }
}
