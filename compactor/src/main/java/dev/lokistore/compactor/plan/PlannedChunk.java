package dev.lokistore.compactor.plan;

import dev.lokistore.chunk.ChunkRef;
import org.jspecify.annotations.Nullable;

/**
 * A chunk that a plan is about.
 *
 * @param object null if there was none when the plan was made: only rows name the chunk
 */
public record PlannedChunk(ChunkRef chunk, @Nullable PlannedObject object) {}
