package dev.lokistore.chunk;

/**
 * How a {@link ChunkWriter} writes.
 *
 * @param version 3 (every Loki since 2.1) or 4 (since 2.9; needed for structured metadata)
 * @param blockBytes a block is cut once its lines (and metadata) reach this many bytes
 * @param targetBytes a chunk is full once its compressed blocks, the open block's lines and the new one reach this many
 *     bytes; 0 for the older rule of ten blocks
 */
public record ChunkFormat(int version, Codec codec, int blockBytes, int targetBytes) {
    /** Loki's {@code chunk_block_size}. */
    public static final int DEFAULT_BLOCK_BYTES = 262_144;

    /** Loki's {@code chunk_target_size} since 2.4. */
    public static final int DEFAULT_TARGET_BYTES = 1_572_864;

    public ChunkFormat {
        if (version != 3 && version != 4) {
            throw new IllegalArgumentException("version is " + version + " but must be 3 or 4");
        }
        if (blockBytes <= 0) {
            throw new IllegalArgumentException("blockBytes is " + blockBytes + " but must be > 0");
        }
        if (targetBytes < 0) {
            throw new IllegalArgumentException("targetBytes is " + targetBytes + " but must be >= 0");
        }
    }

    /** With Loki's sizes. */
    public static ChunkFormat of(int version, Codec codec) {
        return new ChunkFormat(version, codec, DEFAULT_BLOCK_BYTES, DEFAULT_TARGET_BYTES);
    }
}
