package dev.lokistore.chunk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.CRC32C;
import org.xerial.snappy.Snappy;

/** Snappy's framing format. Nothing for no bytes, as Loki's encoder does. */
final class SnappyEncoder {
    private SnappyEncoder() {}

    /**
     * The last data chunk never holds a single byte: in an envelope that would be the newline alone, and Loki could not
     * read the object ({@code formats/chunks-and-layout.md#12-the-snappy-stream-of-the-metadata}, rule 2).
     */
    static void encode(byte[] bytes, int offset, int length, ByteSink out) {
        if (length == 0) {
            return;
        }
        out.write(SnappyFormat.identifier());
        CRC32C crc = new CRC32C();
        int at = 0;
        while (at < length) {
            int rest = length - at;
            int size = Math.min(rest, SnappyFormat.MAX_CHUNK_BYTES);
            if (rest == SnappyFormat.MAX_CHUNK_BYTES + 1) {
                size--;
            }
            encodeChunk(bytes, offset + at, size, crc, out);
            at += size;
        }
    }

    private static void encodeChunk(byte[] bytes, int offset, int size, CRC32C crc, ByteSink out) {
        int header = out.size();
        out.reserve(SnappyFormat.CHUNK_HEADER_BYTES + SnappyFormat.CHECKSUM_BYTES + Snappy.maxCompressedLength(size));
        out.advance(SnappyFormat.CHUNK_HEADER_BYTES);
        out.u32le(SnappyFormat.maskedCrc(crc, bytes, offset, size));
        int compressed = compress(bytes, offset, size, out);
        // Go's encoder stores what does not shrink by an eighth
        boolean stored = compressed >= size - size / 8;
        if (stored) {
            out.write(bytes, offset, size);
        } else {
            out.advance(compressed);
        }
        int length = SnappyFormat.CHECKSUM_BYTES + (stored ? size : compressed);
        int type = stored ? SnappyFormat.STORED : SnappyFormat.COMPRESSED;
        LittleEndian.putInt32(out.array(), header, type | length << 8);
    }

    private static int compress(byte[] bytes, int offset, int size, ByteSink out) {
        try {
            return Snappy.compress(bytes, offset, size, out.array(), out.size());
        } catch (IOException e) {
            throw new UncheckedIOException("snappy cannot compress " + size + " bytes", e);
        }
    }
}
