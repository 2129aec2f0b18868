package dev.lokistore.index;

/**
 * What a TSDB index says of a chunk's content; a boltdb index does not hold it.
 *
 * @param rawKilobytes uncompressed bytes / 1024, rounded; unsigned 32 bit in the file
 * @param entries lines; unsigned 32 bit in the file
 */
public record ChunkVolume(long rawKilobytes, long entries) {}
