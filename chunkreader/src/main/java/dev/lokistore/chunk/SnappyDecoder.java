package dev.lokistore.chunk;

import java.io.IOException;
import java.util.zip.CRC32C;
import org.xerial.snappy.Snappy;

/** Snappy's framing format: a stream identifier, then data chunks of up to 64 KiB with a masked CRC-32C each. */
final class SnappyDecoder implements BlockDecoder {
    /** A raw block begins with its size, five bytes at most. */
    private static final int MAX_SIZE_BYTES = 5;

    private final CRC32C crc = new CRC32C();

    @Override
    public void decode(EncodedStream in, OutputBuffer out) throws CorruptDataException {
        byte[] bytes = in.bytes();
        int at = in.offset();
        while (at < in.end()) {
            if (in.end() - at < SnappyFormat.CHUNK_HEADER_BYTES) {
                throw in.truncated(at, "snappy chunk header", SnappyFormat.CHUNK_HEADER_BYTES);
            }
            int type = bytes[at] & 0xff;
            int length = LittleEndian.int24(bytes, at + 1);
            int body = at + SnappyFormat.CHUNK_HEADER_BYTES;
            if (length > in.end() - body) {
                throw in.corrupt(at + 1, "snappy chunk length", "at most " + (in.end() - body), length);
            }
            if (type == SnappyFormat.STREAM_IDENTIFIER) {
                if (length != 6 || !SnappyFormat.isIdentifier(bytes, at)) {
                    throw in.corrupt(at, "snappy stream identifier", "sNaPpY", "something else");
                }
            } else if (at == in.offset()) {
                throw in.corrupt(at, "snappy stream", "a stream identifier first", "chunk type " + hex(type));
            } else if (type == SnappyFormat.COMPRESSED || type == SnappyFormat.STORED) {
                decodeData(in, type, body, length, out);
            } else if (type < SnappyFormat.FIRST_SKIPPABLE) {
                throw in.corrupt(at, "snappy chunk type", "one that is known or may be skipped", hex(type));
            }
            at = body + length;
        }
    }

    private void decodeData(EncodedStream in, int type, int body, int length, OutputBuffer out)
            throws CorruptDataException {
        if (length < SnappyFormat.CHECKSUM_BYTES) {
            throw in.corrupt(body, "snappy chunk length", "at least 4", length);
        }
        int data = body + SnappyFormat.CHECKSUM_BYTES;
        int dataLength = length - SnappyFormat.CHECKSUM_BYTES;
        int size = type == SnappyFormat.STORED ? dataLength : rawSize(in, data, dataLength);
        if (size > SnappyFormat.MAX_CHUNK_BYTES) {
            throw in.corrupt(data, "snappy chunk size", "at most " + SnappyFormat.MAX_CHUNK_BYTES, size);
        }
        while (out.room() < size) {
            if (!out.grow()) {
                throw in.tooLarge(out.limit());
            }
        }
        if (out.size() + size > out.limit()) {
            throw in.tooLarge(out.limit());
        }
        if (type == SnappyFormat.STORED) {
            System.arraycopy(in.bytes(), data, out.bytes(), out.size(), size);
        } else {
            uncompress(in, data, dataLength, size, out);
        }
        int stored = LittleEndian.int32(in.bytes(), body);
        int found = SnappyFormat.maskedCrc(crc, out.bytes(), out.size(), size);
        if (stored != found) {
            throw in.corrupt(body, "snappy chunk checksum", hex(stored), hex(found));
        }
        out.advance(size);
    }

    private static void uncompress(EncodedStream in, int data, int length, int size, OutputBuffer out)
            throws CorruptDataException {
        try {
            int written = Snappy.rawUncompress(in.bytes(), data, length, out.bytes(), out.size());
            if (written != size) {
                throw in.corrupt(data, "snappy chunk size", size, written);
            }
        } catch (CorruptDataException e) {
            throw e;
        } catch (IOException e) {
            CorruptDataException corrupt = in.corrupt(data, "snappy block", "valid data", e.getMessage());
            corrupt.initCause(e);
            throw corrupt;
        }
    }

    /** The size that a raw block says it has: native code writes as much, so it is read before it is called. */
    private static int rawSize(EncodedStream in, int data, int length) throws CorruptDataException {
        long size = 0;
        for (int i = 0; i < Math.min(length, MAX_SIZE_BYTES); i++) {
            int b = in.bytes()[data + i];
            size |= (b & 0x7fL) << (7 * i);
            if (b >= 0) {
                if (size > Integer.MAX_VALUE) {
                    break;
                }
                return (int) size;
            }
        }
        throw in.corrupt(data, "snappy block size", "a number up to 2^31 - 1", "something else");
    }

    private static String hex(int value) {
        return Integer.toHexString(value);
    }
}
