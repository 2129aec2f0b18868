package dev.lokistore.index.report;

import dev.lokistore.chunk.TenantId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code cardinality}: a label of a tenant, or several that would be dropped together.
 *
 * @param labels their names; one or more
 * @param values distinct ones; of several labels distinct combinations
 * @param streams that have one of the labels
 * @param tenantStreams all streams of the tenant that were asked for
 * @param chunks of {@code streams}, each once
 * @param missingChunks of these, those without an object that the store would tell of
 * @param storedBytes of these chunks' objects
 * @param streamsSaved how many streams fewer there were without the labels: exact
 * @param chunksSaved how many chunks fewer there might have been: an estimate
 * @param indexBytesSaved by how much smaller the index might be: an estimate
 */
public record CardinalityRow(
        TenantId tenant,
        List<String> labels,
        long values,
        long streams,
        long tenantStreams,
        long chunks,
        long missingChunks,
        long storedBytes,
        long streamsSaved,
        long chunksSaved,
        long indexBytesSaved) {
    public CardinalityRow {
        labels = List.copyOf(labels);
    }

    /** Stored bytes of a chunk that has an object; null if none has. */
    public @Nullable Long averageChunkBytes() {
        long sized = chunks - missingChunks;
        return sized == 0 ? null : (Long) (storedBytes / sized);
    }
}
