package dev.lokistore.index.anatomy;

import dev.lokistore.chunk.CorruptDataException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Goes through a run of bytes field by field, and names each. */
final class Walk {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final String file;
    private final Bytes bytes;
    private final Seamless sink;
    private final int end;
    private int at;

    Walk(String file, Bytes bytes, Seamless sink, int from, int end) {
        this.file = file;
        this.bytes = bytes;
        this.sink = sink;
        this.at = from;
        this.end = Math.min(end, bytes.size());
    }

    int at() {
        return at;
    }

    int left() {
        return end - at;
    }

    /** @throws CorruptDataException if it does not lie inside */
    void part(long length, String name, String meaning, @Nullable Boolean ok) throws CorruptDataException {
        if (length < 0 || length > end - at) {
            throw new CorruptDataException(
                    file, at, name + ": at most " + (end - at) + " bytes expected, found " + length);
        }
        sink.part(at, length, name, meaning, ok);
        at += (int) length;
    }

    private void require(int length, String name) throws CorruptDataException {
        if (length > end - at) {
            throw new CorruptDataException(file, at, name + ": cut off");
        }
    }

    long u8(String name) throws CorruptDataException {
        require(1, name);
        int value = bytes.u8(at);
        part(1, name, Integer.toString(value), null);
        return value;
    }

    long u32be(String name) throws CorruptDataException {
        require(4, name);
        long value = bytes.u32be(at);
        part(4, name, Long.toString(value), null);
        return value;
    }

    long u64be(String name) throws CorruptDataException {
        require(8, name);
        long value = bytes.u64be(at);
        part(8, name, Long.toUnsignedString(value), null);
        return value;
    }

    long uvarint(String name) throws CorruptDataException {
        long value = bytes.uvarint(at, end);
        part(bytes.taken(), name, Long.toUnsignedString(value), null);
        return value;
    }

    /** A number of bytes, and as many of text. */
    String text(String name) throws CorruptDataException {
        long length = uvarint("length of the " + name);
        if (length < 0 || length > end - at) {
            throw new CorruptDataException(
                    file,
                    at,
                    name + ": at most " + (end - at) + " bytes expected, found " + Long.toUnsignedString(length));
        }
        String text = bytes.text(at, (int) length);
        part(length, name, text, null);
        return text;
    }

    /** ns since the epoch, zig-zag. */
    long nanos(String name) throws CorruptDataException {
        long value = bytes.varint(at, end);
        part(bytes.taken(), name, time(value), null);
        return value;
    }

    /** The checksum of the bytes {@code [from, at)}. */
    void crc(int from, String of) throws CorruptDataException {
        String name = "CRC-32C of the " + of;
        require(4, name);
        int stored = bytes.i32be(at);
        int found = bytes.crc32c(from, at);
        part(
                4,
                name,
                Integer.toHexString(stored)
                        + (stored == found ? "" : ", but the bytes have " + Integer.toHexString(found)),
                stored == found);
    }

    /** Names what is left, with the reason why it cannot be told better. */
    void rest(String name, @Nullable CorruptDataException cause) {
        if (end > at) {
            sink.part(
                    at,
                    end - at,
                    name,
                    cause == null ? "" : "cannot be read: " + cause.problem(),
                    cause == null ? null : Boolean.FALSE);
            at = end;
        }
    }

    static String time(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND))
                .toString();
    }
}
