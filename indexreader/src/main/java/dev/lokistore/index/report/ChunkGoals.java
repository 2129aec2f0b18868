package dev.lokistore.index.report;

/**
 * What sizes of chunks are measured against.
 *
 * @param targetBytes what Loki fills a chunk up to, its {@code ingester.chunk_target_size}; stored bytes, 1 or more
 * @param tinyBelowBytes chunks smaller than this are tiny: they cost more in requests than in bytes; 0 or more
 */
public record ChunkGoals(long targetBytes, long tinyBelowBytes) {
    /** Loki's default since 2.4 ({@code formats/chunks-and-layout.md#210-how-loki-cuts-blocks-and-chunks}), and 64 KiB. */
    public static final ChunkGoals DEFAULT = new ChunkGoals(1_572_864, 65_536);

    public ChunkGoals {
        if (targetBytes < 1 || tinyBelowBytes < 0) {
            throw new IllegalArgumentException(
                    "target " + targetBytes + " bytes, tiny below " + tinyBelowBytes + " bytes");
        }
    }
}
