package dev.lokistore.chunk;

/**
 * A chunk ready to be stored.
 *
 * @param ref with the checksum of the bytes; gives the key
 * @param bytes the whole object; not to be modified
 * @param entries number of entries
 * @param rawBytes sum of the blocks' uncompressed sizes, as an index wants it
 */
public record EncodedChunk(ChunkRef ref, byte[] bytes, long entries, long rawBytes) {}
