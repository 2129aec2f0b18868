package dev.lokistore.chunk;

import java.time.Duration;

/**
 * How merged chunks are written. Each is cut before an entry that would make it larger or longer, never between entries of
 * one time.
 *
 * @param chunk version, codec, and the sizes of blocks and chunks
 * @param span between the first and the last entry
 * @param rawBytes of all lines and pairs of a chunk
 * @param metadataCounts whether all readers tell entries apart by their structured metadata (Loki from 3.7 on), so that
 *     sources may disagree on it
 */
public record MergeFormat(ChunkFormat chunk, Duration span, long rawBytes, boolean metadataCounts) {
    public MergeFormat {
        if (span.isNegative() || rawBytes < 1) {
            throw new IllegalArgumentException("chunks of " + span + " and " + rawBytes + " bytes");
        }
    }

    /** With blocks of another size, which makes other bytes of the same content. */
    public MergeFormat withBlockBytes(int blockBytes) {
        ChunkFormat other = new ChunkFormat(chunk.version(), chunk.codec(), blockBytes, chunk.targetBytes());
        return new MergeFormat(other, span, rawBytes, metadataCounts);
    }
}
