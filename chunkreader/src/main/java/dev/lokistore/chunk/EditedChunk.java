package dev.lokistore.chunk;

import org.jspecify.annotations.Nullable;

/**
 * What an edit made of a chunk.
 *
 * @param chunk null if no entry is left, or if nothing was to be changed
 * @param entries that the source holds
 * @param rawBytes of the source, as block tables count it
 * @param removed entries that are not in the chunk
 * @param changed entries with another line
 */
public record EditedChunk(@Nullable EncodedChunk chunk, long entries, long rawBytes, long removed, long changed) {
    /** Whether the source is as it should be. */
    public boolean untouched() {
        return removed == 0 && changed == 0;
    }
}
