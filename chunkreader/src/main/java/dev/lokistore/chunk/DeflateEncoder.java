package dev.lokistore.chunk;

import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Raw DEFLATE and gzip at the default level. */
final class DeflateEncoder {
    /** As Loki's encoder writes it: no name, its idea of no time, operating system unknown. */
    private static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 9, 0x6e, (byte) 0x88, 0, (byte) 0xff};

    private static final int STEP_BYTES = 4096;

    private DeflateEncoder() {}

    static void gzip(byte[] bytes, int offset, int length, ByteSink out) {
        out.write(GZIP_HEADER);
        flate(bytes, offset, length, out);
        CRC32 crc = new CRC32();
        crc.update(bytes, offset, length);
        out.u32le((int) crc.getValue());
        out.u32le(length);
    }

    static void flate(byte[] bytes, int offset, int length, ByteSink out) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(bytes, offset, length);
            deflater.finish();
            while (!deflater.finished()) {
                out.reserve(STEP_BYTES);
                out.advance(deflater.deflate(out.array(), out.size(), out.array().length - out.size()));
            }
        } finally {
            deflater.end();
        }
    }
}
