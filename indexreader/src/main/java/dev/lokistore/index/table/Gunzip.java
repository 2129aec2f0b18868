package dev.lokistore.index.table;

import dev.lokistore.chunk.CorruptDataException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks a gzip stream of one or more members, as strictly as Go's reader does for Loki: nothing may follow the last
 * member ({@code formats/index-tables.md#16-gzip}). Knows where in the object a fault is, which {@code GZIPInputStream}
 * does not tell, and stops at limits.
 */
public final class Gunzip {
    /** Takes what was unpacked. */
    public interface Sink {
        void write(byte[] bytes, int offset, int length) throws IOException;
    }

    private static final int MAGIC = 0x8b1f;
    private static final int DEFLATE = 8;
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;
    private static final int LONGEST_TEXT = 64 << 10;
    private static final long RATIO_FROM = 64L << 20;
    private static final int BUFFER = 32 << 10;

    private final String key;
    private final InputStream in;
    private final TableOptions limits;
    private final byte[] input = new byte[BUFFER];
    private final byte[] output = new byte[BUFFER];
    private final CRC32 headerCrc = new CRC32();
    private int position;
    private int end;
    private long readBytes;
    private long writtenBytes;

    private Gunzip(String key, InputStream in, TableOptions limits) {
        this.key = key;
        this.in = in;
        this.limits = limits;
    }

    /**
     * Reads the stream to its end; does not close it.
     *
     * @param key names the object in errors
     * @param limits {@code unpackedBytes} and {@code ratio} count
     * @throws CorruptDataException with the offset in the object
     */
    public static void unpack(String key, InputStream in, TableOptions limits, Sink sink) throws IOException {
        Gunzip gunzip = new Gunzip(key, in, limits);
        Inflater inflater = new Inflater(true);
        try {
            do {
                gunzip.header();
                gunzip.member(inflater, sink);
                inflater.reset();
            } while (gunzip.fill());
        } finally {
            inflater.end();
        }
    }

    private long offset() {
        return readBytes - (end - position);
    }

    /** Makes sure that there is a byte; false at the end. */
    private boolean fill() throws IOException {
        if (position < end) {
            return true;
        }
        int count = in.read(input, 0, input.length);
        position = 0;
        end = Math.max(count, 0);
        readBytes += end;
        return end > 0;
    }

    private int u8(String what) throws IOException {
        if (!fill()) {
            throw truncated(what);
        }
        int value = input[position++] & 0xff;
        headerCrc.update(value);
        return value;
    }

    private int u16(String what) throws IOException {
        return u8(what) | u8(what) << 8;
    }

    private long u32(String what) throws IOException {
        return u16(what) | (long) u16(what) << 16;
    }

    private void header() throws IOException {
        headerCrc.reset();
        long start = offset();
        int magic = u16("gzip header");
        if (magic != MAGIC) {
            String what = start == 0 ? "gzip magic" : "end of the gzip stream or another member's magic";
            throw new CorruptDataException(key, start, what, "1f8b", "%02x%02x".formatted(magic & 0xff, magic >> 8));
        }
        int method = u8("gzip header");
        int flags = u8("gzip header");
        if (method != DEFLATE || (flags & RESERVED) != 0) {
            throw new CorruptDataException(
                    key, start + 2, "gzip header", "method 8 and known flags", "method " + method + ", flags " + flags);
        }
        for (int i = 0; i < 6; i++) {
            u8("gzip header"); // time, level, system
        }
        if ((flags & EXTRA) != 0) {
            for (int length = u16("gzip header"); length > 0; length--) {
                u8("extra field of the gzip header");
            }
        }
        if ((flags & NAME) != 0) {
            text();
        }
        if ((flags & COMMENT) != 0) {
            text();
        }
        if ((flags & HEADER_CRC) != 0) {
            int expected = (int) headerCrc.getValue() & 0xffff;
            long at = offset();
            int found = u16("checksum of the gzip header");
            if (found != expected) {
                throw new CorruptDataException(key, at, "checksum of the gzip header", expected, found);
            }
        }
    }

    private void text() throws IOException {
        for (int length = 0; u8("text in the gzip header") != 0; length++) {
            if (length == LONGEST_TEXT) {
                throw new CorruptDataException(
                        key, offset(), "text in the gzip header", "at most " + LONGEST_TEXT + " bytes", "more");
            }
        }
    }

    private void member(Inflater inflater, Sink sink) throws IOException {
        CRC32 crc = new CRC32();
        long size = 0;
        while (!inflater.finished()) {
            if (inflater.needsInput()) {
                if (!fill()) {
                    throw truncated("compressed data");
                }
                inflater.setInput(input, position, end - position);
            }
            int count = inflate(inflater);
            position = end - inflater.getRemaining();
            crc.update(output, 0, count);
            size += count;
            writtenBytes += count;
            checkLimits();
            sink.write(output, 0, count);
        }
        long at = offset();
        long storedCrc = u32("gzip trailer");
        long storedSize = u32("gzip trailer");
        if (storedCrc != crc.getValue()) {
            throw new CorruptDataException(
                    key,
                    at,
                    "CRC-32 of the unpacked data",
                    "%08x".formatted(storedCrc),
                    "%08x".formatted(crc.getValue()));
        }
        if (storedSize != (size & 0xffffffffL)) {
            throw new CorruptDataException(key, at + 4, "size of the unpacked data", storedSize, size);
        }
    }

    private int inflate(Inflater inflater) throws IOException {
        try {
            int count = inflater.inflate(output);
            if (count == 0 && inflater.needsDictionary()) {
                throw new CorruptDataException(key, offset(), "compressed data that needs a dictionary");
            }
            return count;
        } catch (DataFormatException e) {
            throw new CorruptDataException(key, offset(), "compressed data: " + e.getMessage());
        }
    }

    private void checkLimits() throws CorruptDataException {
        if (writtenBytes > limits.unpackedBytes()) {
            throw new CorruptDataException(
                    key, offset(), "size of the unpacked data", "at most " + limits.unpackedBytes() + " bytes", "more");
        }
        if (writtenBytes > RATIO_FROM && writtenBytes / limits.ratio() > offset()) {
            throw new CorruptDataException(
                    key,
                    offset(),
                    "ratio of unpacked to stored data",
                    "at most " + limits.ratio(),
                    writtenBytes + " bytes from " + offset());
        }
    }

    private CorruptDataException truncated(String where) {
        return new CorruptDataException(
                key, readBytes, "gzip stream: expected more of the " + where + ", found the end of the object");
    }
}
