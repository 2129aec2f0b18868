package dev.lokistore.chunk;

/** Constants of the LZ4 frame format, version 1. */
final class Lz4Format {
    static final int MAGIC = 0x184d2204;
    static final int VERSION = 1;

    static final int FLAG_INDEPENDENT = 0x20;
    static final int FLAG_BLOCK_CHECKSUM = 0x10;
    static final int FLAG_CONTENT_SIZE = 0x08;
    static final int FLAG_CONTENT_CHECKSUM = 0x04;
    static final int FLAG_RESERVED = 0x02;
    static final int FLAG_DICTIONARY = 0x01;

    /** In a block's length: the block is not compressed. */
    static final int STORED_BIT = 0x80000000;

    static final int END_MARK = 0;

    /** How far back a match may reach. */
    static final int MAX_DISTANCE = 65_535;

    private Lz4Format() {}

    /** Largest block, of the id 4 to 7 in the frame's descriptor: 64 KiB to 4 MiB. */
    static int blockBytes(int id) {
        return 1 << (8 + 2 * id);
    }
}
