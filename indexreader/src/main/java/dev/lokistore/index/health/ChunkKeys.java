package dev.lokistore.index.health;

import dev.lokistore.chunk.ChunkKeyScheme;
import org.jspecify.annotations.Nullable;

/**
 * Chunk objects that are named alike.
 *
 * @param schema version of the schema period in which they begin; null before the first one
 * @param form of their keys
 * @param chunks one that is stored under both forms counts once
 */
public record ChunkKeys(@Nullable Integer schema, ChunkKeyScheme form, long chunks, long storedBytes) {}
