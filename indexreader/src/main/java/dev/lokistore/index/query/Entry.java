package dev.lokistore.index.query;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.StructuredMetadata;

/**
 * One stored copy of an entry.
 *
 * @param key where in time it stands in the result: its time stamp, but not before (backward: not after) the bound of
 *     its block
 * @param buffer never changed after this entry was made
 */
record Entry(
        long key,
        StreamKey stream,
        long timestampNanos,
        byte[] buffer,
        int lineOffset,
        int lineLength,
        StructuredMetadata metadata,
        ChunkRef chunk,
        int blockIndex) {}
