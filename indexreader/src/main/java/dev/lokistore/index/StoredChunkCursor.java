package dev.lokistore.index;

import java.io.Closeable;
import java.io.IOException;

/** Chunks of an inventory, one at a time. Not thread-safe; whoever opened it closes it; closing twice is harmless. */
public interface StoredChunkCursor extends Closeable {
    /**
     * Moves to the next chunk.
     *
     * @return false at the end
     */
    boolean next() throws IOException;

    /** The chunk that {@link #next()} moved to; stays valid. */
    StoredChunk chunk();
}
