package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.CorruptDataException;

/**
 * Decodes fields from a part of an array: big-endian numbers and variable-length integers
 * ({@code formats/index-tables.md#02-notation}). Every read is checked against what is left; the message names the
 * offset in the file.
 */
final class Fields {
    private static final int LONGEST_VARINT = 10;
    private static final int LAST_SHIFT = 7 * (LONGEST_VARINT - 1);

    private final String source;
    private byte[] bytes = new byte[0];
    private int position;
    private int end;
    private long base;

    Fields(String source) {
        this.source = source;
    }

    /** Goes on with {@code [from, to)} of an array whose index 0 is at {@code arrayOffset} of the file. */
    void reset(byte[] array, int from, int to, long arrayOffset) {
        bytes = array;
        position = from;
        end = to;
        base = arrayOffset;
    }

    int remaining() {
        return end - position;
    }

    int position() {
        return position;
    }

    /** Of the next byte, in the file. */
    long offset() {
        return base + position;
    }

    void moveTo(int index) {
        position = index;
    }

    int u32() throws CorruptDataException {
        require(4, "a 32-bit number");
        int value = BigEndian.int32(bytes, position);
        position += 4;
        return value;
    }

    long u64() throws CorruptDataException {
        require(8, "a 64-bit number");
        long value = BigEndian.int64(bytes, position);
        position += 8;
        return value;
    }

    /** Unsigned 64 bit: a negative result stands for 2^63 and above. */
    long uvarint(String what) throws CorruptDataException {
        if (end - position < LONGEST_VARINT) {
            return lastUvarint(what);
        }
        byte[] from = bytes;
        int at = position;
        long value = 0;
        for (int shift = 0; shift < LAST_SHIFT; shift += 7) {
            byte b = from[at++];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                position = at;
                return value;
            }
        }
        byte last = from[at++];
        if ((last & 0xfe) != 0) {
            throw tooLong(what);
        }
        position = at;
        return value | (long) last << LAST_SHIFT;
    }

    /** Near the end of the region. */
    private long lastUvarint(String what) throws CorruptDataException {
        long value = 0;
        int at = position;
        for (int shift = 0; shift < LAST_SHIFT; shift += 7) {
            if (at == end) {
                throw corrupt(what + ": expected a variable-length integer, found the end of its region");
            }
            byte b = bytes[at++];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                position = at;
                return value;
            }
        }
        // the region has fewer bytes than the longest number
        throw corrupt(what + ": expected a variable-length integer, found the end of its region");
    }

    private CorruptDataException tooLong(String what) {
        return corrupt(what + ": expected a variable-length integer of 64 bits, found a longer one");
    }

    /** A number that must be in {@code [0, limit]}. */
    int count(String what, long limit) throws CorruptDataException {
        long at = offset();
        long value = uvarint(what);
        if (value < 0 || value > limit || value > Integer.MAX_VALUE) {
            throw new CorruptDataException(source, at, what, "at most " + limit, Long.toUnsignedString(value));
        }
        return (int) value;
    }

    long varint(String what) throws CorruptDataException {
        long value = uvarint(what);
        return (value >>> 1) ^ -(value & 1);
    }

    private void require(int count, String what) throws CorruptDataException {
        if (end - position < count) {
            throw corrupt("expected " + what + ", found " + (end - position) + " bytes to the end of its region");
        }
    }

    CorruptDataException corrupt(String problem) {
        return new CorruptDataException(source, offset(), problem);
    }
}
