package dev.lokistore.chunk;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a merge came to.
 *
 * @param chunks in the order of time
 * @param conflict why the sources must stay as they are; null if the chunks take their place
 */
public record MergedChunks(
        List<EncodedChunk> chunks, @Nullable String conflict) {
    public MergedChunks {
        chunks = List.copyOf(chunks);
    }
}
