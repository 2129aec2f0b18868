package dev.lokistore.index;

import dev.lokistore.chunk.ChunkRef;
import org.jspecify.annotations.Nullable;

/**
 * A chunk as an index knows it.
 *
 * @param volume null where the index does not hold it (boltdb)
 */
public record IndexedChunk(ChunkRef ref, @Nullable ChunkVolume volume) {}
