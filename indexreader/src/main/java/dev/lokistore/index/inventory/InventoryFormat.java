package dev.lokistore.index.inventory;

/**
 * The layout of an inventory file, our own. All fixed-width numbers are big-endian.
 *
 * <pre>
 * header     8 bytes magic, 4 bytes version
 * segments   {@link dev.lokistore.index.pack.Segment}, one behind the other: blocks of held objects' content, then the keys
 * directory  a segment: what {@link InventoryDirectory} says, among it length and checksum of all other segments
 * trailer    8 bytes offset of the directory, 4 bytes its length, 4 bytes CRC-32C of these twelve, 8 bytes magic
 * </pre>
 *
 * A reader begins at the trailer, so that a file that was cut short is noticed at once. Written front to back.
 */
final class InventoryFormat {
    // not a text, and a transfer in text mode changes it
    static final long MAGIC = 0x894c4b494e560d0aL;
    static final long END_MAGIC = 0x8d0a4c4b494e5645L;
    static final int VERSION = 1;
    static final int HEADER_BYTES = Long.BYTES + Integer.BYTES;
    static final int TRAILER_BYTES = 2 * Long.BYTES + 2 * Integer.BYTES;

    /** Content of one block of a held object; the last one is shorter. */
    static final int BLOCK_BYTES = 1 << 20;

    static final int SEGMENT_KEYS = 2_048;
    /** S3 has at most 1024 bytes, a file system a few thousand. */
    static final int MAX_KEY_BYTES = 16 << 10;

    private InventoryFormat() {}

    /** Blocks of an object that is held. */
    static long blocks(long sizeBytes) {
        return sizeBytes / BLOCK_BYTES + (sizeBytes % BLOCK_BYTES == 0 ? 0 : 1);
    }

    /** Content of a block. */
    static int blockBytes(long sizeBytes, long block) {
        return (int) Math.min(BLOCK_BYTES, sizeBytes - block * BLOCK_BYTES);
    }
}
