package dev.lokistore.index.health;

import dev.lokistore.chunk.Codec;

/**
 * Chunk objects that are written alike.
 *
 * @param format version of the payload, 1 to 4
 */
public record ChunkPayloads(int format, Codec codec, long chunks, long storedBytes) {}
