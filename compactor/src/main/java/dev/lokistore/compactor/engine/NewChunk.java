package dev.lokistore.compactor.engine;

import dev.lokistore.chunk.ChunkRef;

/**
 * A chunk that a run makes.
 *
 * @param rawBytes uncompressed, as block tables count it
 * @param entries log lines
 */
public record NewChunk(ChunkRef chunk, WrittenObject object, long rawBytes, long entries) {}
