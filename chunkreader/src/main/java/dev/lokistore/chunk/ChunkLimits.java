package dev.lokistore.chunk;

/**
 * The most that a chunk from an untrusted store may make a reader allocate or loop. What exceeds a limit is a
 * {@link CorruptDataException} that names it.
 *
 * @param objectBytes a whole object
 * @param metadataBytes the envelope's metadata, compressed and decompressed each
 * @param labels of the stream
 * @param blocks in a chunk
 * @param blockBytes one block after decompression: what a cursor keeps in memory
 * @param lineBytes one line; no more than 2^30 - 1, which is Loki's own limit
 * @param symbolBytes the table of structured metadata strings, decompressed, plus 8 bytes for each string
 * @param pairsPerEntry structured metadata pairs of one entry
 * @param zstdWindowBytes the window that a zstd frame asks for
 */
public record ChunkLimits(
        int objectBytes,
        int metadataBytes,
        int labels,
        int blocks,
        int blockBytes,
        int lineBytes,
        int symbolBytes,
        int pairsPerEntry,
        long zstdWindowBytes) {
    private static final int MIB = 1 << 20;

    /** What a block holds besides its longest line: Loki cuts it after the line that reaches the block size. */
    private static final int BLOCK_SLACK_BYTES = 8 * MIB;

    private static final int MAX_LINE_BYTES = (1 << 30) - 1;

    public static final ChunkLimits DEFAULT =
            new ChunkLimits(256 * MIB, 16 * MIB, 1024, 100_000, 128 * MIB, 64 * MIB, 64 * MIB, 1024, 512L * MIB);

    public ChunkLimits {
        requirePositive("objectBytes", objectBytes);
        requirePositive("metadataBytes", metadataBytes);
        requirePositive("labels", labels);
        requirePositive("blocks", blocks);
        requirePositive("blockBytes", blockBytes);
        requirePositive("lineBytes", lineBytes);
        requirePositive("symbolBytes", symbolBytes);
        requirePositive("pairsPerEntry", pairsPerEntry);
        requirePositive("zstdWindowBytes", zstdWindowBytes);
        if (lineBytes > MAX_LINE_BYTES) {
            throw new IllegalArgumentException("lineBytes is " + lineBytes + " but must be <= " + MAX_LINE_BYTES);
        }
    }

    /**
     * The default limits with these two, and a block limited to the longest line and 8 MiB; metadata is limited to 4
     * MiB. Reading then stays below {@code 2 x lineBytes + symbolBytes} and a fixed amount.
     */
    public static ChunkLimits ofLineAndSymbols(int lineBytes, int symbolBytes) {
        return new ChunkLimits(
                DEFAULT.objectBytes,
                4 * MIB,
                DEFAULT.labels,
                DEFAULT.blocks,
                (int) Math.min(Integer.MAX_VALUE - 64, (long) lineBytes + BLOCK_SLACK_BYTES),
                lineBytes,
                symbolBytes,
                DEFAULT.pairsPerEntry,
                DEFAULT.zstdWindowBytes);
    }

    private static void requirePositive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " is " + value + " but must be > 0");
        }
    }
}
