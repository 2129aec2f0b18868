package dev.lokistore.chunk;

import java.util.zip.CRC32C;

/** Constants of snappy's framing format ({@code formats/chunks-and-layout.md#12-the-snappy-stream-of-the-metadata}). */
final class SnappyFormat {
    /** Chunk type, length 6 and {@code sNaPpY}: what a stream begins with. */
    private static final byte[] IDENTIFIER = {(byte) 0xff, 6, 0, 0, 0x73, 0x4e, 0x61, 0x50, 0x70, 0x59};

    static final int COMPRESSED = 0x00;
    static final int STORED = 0x01;
    static final int FIRST_SKIPPABLE = 0x80;
    static final int STREAM_IDENTIFIER = 0xff;

    /** Type and length of a chunk. */
    static final int CHUNK_HEADER_BYTES = 4;

    static final int CHECKSUM_BYTES = 4;

    /** The most that a data chunk decompresses to. */
    static final int MAX_CHUNK_BYTES = 65_536;

    private static final int MASK_DELTA = 0xa282ead8;
    private static final int MASK_ROTATION = 15;

    private SnappyFormat() {}

    static byte[] identifier() {
        return IDENTIFIER.clone();
    }

    /** Whether the whole chunk, header included, is at this place; the caller has checked the range. */
    static boolean isIdentifier(byte[] bytes, int at) {
        for (int i = 0; i < IDENTIFIER.length; i++) {
            if (bytes[at + i] != IDENTIFIER[i]) {
                return false;
            }
        }
        return true;
    }

    /** The checksum as a data chunk holds it. */
    static int maskedCrc(CRC32C crc, byte[] bytes, int offset, int length) {
        crc.reset();
        crc.update(bytes, offset, length);
        return Integer.rotateRight((int) crc.getValue(), MASK_ROTATION) + MASK_DELTA;
    }
}
