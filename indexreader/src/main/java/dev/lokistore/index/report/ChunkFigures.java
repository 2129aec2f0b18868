package dev.lokistore.index.report;

import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.index.ChunkVolume;
import org.jspecify.annotations.Nullable;

/**
 * How much a chunk holds.
 *
 * @param entries lines; null if not known
 * @param rawBytes uncompressed; null if not known
 * @param estimated whether {@code rawBytes} is rounded to 1024
 * @param codec Loki's name; empty if the chunk was not looked at
 */
record ChunkFigures(@Nullable Long entries, @Nullable Long rawBytes, boolean estimated, String codec) {
    private static final ChunkFigures UNKNOWN = new ChunkFigures(null, null, false, "");
    private static final int KILOBYTE = 1024;
    /** Older block tables have no uncompressed sizes. */
    private static final int FIRST_FORMAT_WITH_SIZES = 3;

    static ChunkFigures of(@Nullable ChunkVolume volume) {
        return volume == null
                ? UNKNOWN
                : new ChunkFigures(volume.entries(), volume.rawKilobytes() * KILOBYTE, true, "");
    }

    static ChunkFigures of(ChunkReader reader) {
        boolean sized = reader.formatVersion() >= FIRST_FORMAT_WITH_SIZES;
        return new ChunkFigures(
                reader.entryCount(),
                sized ? reader.rawBytes() : null,
                false,
                reader.codec().lokiName());
    }
}
