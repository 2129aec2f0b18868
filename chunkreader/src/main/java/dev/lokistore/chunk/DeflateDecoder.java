package dev.lokistore.chunk;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Raw DEFLATE (RFC 1951), and gzip (RFC 1952) of one or several members, straight from array to array. */
final class DeflateDecoder implements BlockDecoder {
    private static final int GZIP_HEADER_BYTES = 10;
    private static final int GZIP_TRAILER_BYTES = 8;
    private static final int METHOD_DEFLATE = 8;
    private static final int FLAG_HEADER_CRC = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;
    private static final int RESERVED_FLAGS = 0xe0;

    private final boolean gzip;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();

    private DeflateDecoder(boolean gzip) {
        this.gzip = gzip;
    }

    static DeflateDecoder gzip() {
        return new DeflateDecoder(true);
    }

    static DeflateDecoder flate() {
        return new DeflateDecoder(false);
    }

    @Override
    public void decode(EncodedStream in, OutputBuffer out) throws CorruptDataException {
        try {
            if (gzip) {
                int at = in.offset();
                do {
                    at = decodeMember(in, at, out);
                } while (at < in.end());
            } else {
                int at = inflate(in, in.offset(), out);
                if (at < in.end()) {
                    throw in.corrupt(at, "end of the deflate stream", "no more bytes", in.end() - at);
                }
            }
        } finally {
            // also lets go of the input array
            inflater.reset();
        }
    }

    @Override
    public void close() {
        inflater.end();
    }

    private int decodeMember(EncodedStream in, int start, OutputBuffer out) throws CorruptDataException {
        int sizeBefore = out.size();
        inflater.reset();
        int trailer = inflate(in, skipHeader(in, start), out);
        if (in.end() - trailer < GZIP_TRAILER_BYTES) {
            throw in.truncated(trailer, "gzip trailer", GZIP_TRAILER_BYTES);
        }
        int length = out.size() - sizeBefore;
        crc.reset();
        crc.update(out.bytes(), sizeBefore, length);
        int stored = LittleEndian.int32(in.bytes(), trailer);
        if (stored != (int) crc.getValue()) {
            throw in.corrupt(trailer, "gzip CRC-32", hex(stored), hex((int) crc.getValue()));
        }
        int size = LittleEndian.int32(in.bytes(), trailer + 4);
        if (size != length) {
            throw in.corrupt(trailer + 4, "gzip size", Integer.toUnsignedString(size), length);
        }
        return trailer + GZIP_TRAILER_BYTES;
    }

    private int inflate(EncodedStream in, int start, OutputBuffer out) throws CorruptDataException {
        inflater.setInput(in.bytes(), start, in.end() - start);
        int sizeBefore = out.size();
        try {
            while (true) {
                int count = inflater.inflate(out.bytes(), out.size(), out.room());
                out.advance(count);
                int at = start + (int) inflater.getBytesRead();
                if (out.size() > out.limit()) {
                    throw in.tooLarge(out.limit());
                }
                if (inflater.finished()) {
                    return at;
                }
                if (inflater.needsDictionary()) {
                    throw in.corrupt(at, "deflate stream", "no dictionary", "a request for one");
                }
                if (out.room() == 0) {
                    out.grow();
                } else if (count == 0 || inflater.needsInput()) {
                    throw in.corrupt(at, "deflate stream", "its end", "the end of the bytes");
                }
            }
        } catch (DataFormatException e) {
            // what came before the fault counts for those who salvage
            out.advance((int) (inflater.getBytesWritten() - (out.size() - sizeBefore)));
            CorruptDataException corrupt =
                    in.corrupt(start + (int) inflater.getBytesRead(), "deflate stream", "valid data", e.getMessage());
            corrupt.initCause(e);
            throw corrupt;
        }
    }

    private static int skipHeader(EncodedStream in, int start) throws CorruptDataException {
        if (in.end() - start < GZIP_HEADER_BYTES) {
            throw in.truncated(start, "gzip header", GZIP_HEADER_BYTES);
        }
        byte[] bytes = in.bytes();
        if (bytes[start] != 0x1f || bytes[start + 1] != (byte) 0x8b) {
            throw in.corrupt(start, "gzip magic", "8b1f", Integer.toHexString(LittleEndian.int16(bytes, start)));
        }
        if (bytes[start + 2] != METHOD_DEFLATE) {
            throw in.corrupt(start + 2, "gzip method", METHOD_DEFLATE, bytes[start + 2] & 0xff);
        }
        int flags = bytes[start + 3];
        if ((flags & RESERVED_FLAGS) != 0) {
            throw in.corrupt(start + 3, "gzip flags", "no reserved bit", hex(flags & 0xff));
        }
        int at = start + GZIP_HEADER_BYTES;
        if ((flags & FLAG_EXTRA) != 0) {
            if (in.end() - at < 2) {
                throw in.truncated(at, "gzip extra field", 2);
            }
            int extra = LittleEndian.int16(bytes, at);
            if (in.end() - at - 2 < extra) {
                throw in.truncated(at + 2, "gzip extra field", extra);
            }
            at += 2 + extra;
        }
        at = (flags & FLAG_NAME) != 0 ? skipString(in, at) : at;
        at = (flags & FLAG_COMMENT) != 0 ? skipString(in, at) : at;
        if ((flags & FLAG_HEADER_CRC) != 0) {
            if (in.end() - at < 2) {
                throw in.truncated(at, "gzip header CRC", 2);
            }
            CRC32 crc = new CRC32();
            crc.update(bytes, start, at - start);
            int stored = LittleEndian.int16(bytes, at);
            if (stored != ((int) crc.getValue() & 0xffff)) {
                throw in.corrupt(at, "gzip header CRC", hex(stored), hex((int) crc.getValue() & 0xffff));
            }
            at += 2;
        }
        return at;
    }

    private static int skipString(EncodedStream in, int start) throws CorruptDataException {
        for (int at = start; at < in.end(); at++) {
            if (in.bytes()[at] == 0) {
                return at + 1;
            }
        }
        throw in.corrupt(start, "gzip header text", "a zero byte at its end", "the end of the bytes");
    }

    private static String hex(int value) {
        return Integer.toHexString(value);
    }
}
