package dev.lokistore.compactor.retention;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import java.util.List;

/**
 * A line of {@code retention explain}.
 *
 * @param key Loki's logical key
 * @param labels empty if the index has lost them
 * @param exists whether there is an object; if not, the explanation has no reasons
 * @param tables that name the chunk, by day
 */
public record ExplainedChunk(
        ChunkRef ref, String key, Labels labels, boolean exists, List<String> tables, Explanation explanation) {
    public ExplainedChunk {
        tables = List.copyOf(tables);
    }
}
