package dev.lokistore.index.tree;

import dev.lokistore.chunk.Labels;
import dev.lokistore.index.report.ChunkRow;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is at a place.
 *
 * @param labels of a stream or a chunk; null elsewhere, and where they are not known
 * @param streams distinct; 1 for a stream and a chunk
 * @param chunks each once; below several days once in each
 * @param storedBytes of the chunk objects that exist
 * @param from of the oldest chunk, ms precision; null if not known
 * @param through of the youngest chunk, inclusive, ms precision; null if not known
 * @param key of a chunk: Loki's logical key; null elsewhere
 * @param state of a chunk; null elsewhere
 */
public record TreeNode(
        TreePath path,
        @Nullable Labels labels,
        long streams,
        long chunks,
        long storedBytes,
        @Nullable Instant from,
        @Nullable Instant through,
        @Nullable String key,
        ChunkRow.@Nullable State state) {}
