package dev.lokistore.chunk;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a merge came to.
 *
 * @param chunks in the order of time
 * @param conflict why sources must stay as they are; null if the chunks take their place
 * @param conflictNanos the time at which they disagree, ns since the epoch; 0 without a conflict
 */
public record MergedChunks(
        List<EncodedChunk> chunks, @Nullable String conflict, long conflictNanos) {
    public MergedChunks {
        chunks = List.copyOf(chunks);
    }
}
