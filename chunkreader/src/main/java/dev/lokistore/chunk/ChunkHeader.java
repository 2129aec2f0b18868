package dev.lokistore.chunk;

/**
 * What a chunk says of itself in its envelope ({@code formats/chunks-and-layout.md#13-the-metadata-json}).
 *
 * @param fingerprint of the stream, unsigned; up to 1048576 it is a number that an ingester gave out, else the hash of
 *     the labels
 * @param fromMillis first entry, ms since the epoch, rounded down
 * @param throughMillis last entry, ms since the epoch, inclusive, rounded up
 * @param labels of the stream, without {@code __name__}
 * @param encoding 129, or 128 for Loki up to 1.2; says nothing about the codec
 */
public record ChunkHeader(
        TenantId tenant, long fingerprint, long fromMillis, long throughMillis, Labels labels, int encoding) {}
