package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.CorruptDataException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Decodes fields from a part of an array: big-endian numbers and variable-length integers
 * ({@code formats/index-tables.md#02-notation}). Every read is checked against what is left; the message names the
 * offset in the file.
 */
final class Fields {
    private static final int LONGEST_VARINT = 10;
    private static final VarHandle LITTLE_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

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
        if (end - position >= Long.BYTES) {
            // lengths vary too much for a processor to foresee, so that this goes without branches
            long bytesAhead = (long) LITTLE_ENDIAN.get(bytes, position);
            long lastByte = Long.lowestOneBit(~bytesAhead & 0x8080808080808080L);
            if (lastByte != 0) {
                position += (Long.numberOfTrailingZeros(lastByte) + 1) / Byte.SIZE;
                return sevenBitsEach(bytesAhead & (lastByte - 1));
            }
        }
        return longOrLast(what);
    }

    /** Puts the lower seven bits of eight bytes together, the first byte's lowest. */
    private static long sevenBitsEach(long eightBytes) {
        long value = eightBytes & 0x7f7f7f7f7f7f7f7fL;
        value = value & 0x007f007f007f007fL | (value & 0x7f007f007f007f00L) >>> 1;
        value = value & 0x00003fff00003fffL | (value & 0x3fff00003fff0000L) >>> 2;
        return value & 0x000000000fffffffL | (value & 0x0fffffff00000000L) >>> 4;
    }

    /** A number that is long, or near the end of the region. */
    private long longOrLast(String what) throws CorruptDataException {
        long value = 0;
        int at = position;
        for (int i = 0; i < LONGEST_VARINT; i++, at++) {
            if (at == end) {
                throw corrupt(what + ": expected a variable-length integer, found the end of its region");
            }
            byte b = bytes[at];
            if (i == LONGEST_VARINT - 1 && (b & 0xfe) != 0) {
                break;
            }
            value |= (long) (b & 0x7f) << (7 * i);
            if (b >= 0) {
                position = at + 1;
                return value;
            }
        }
        throw corrupt(what + ": expected a variable-length integer of 64 bits, found a longer one");
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
