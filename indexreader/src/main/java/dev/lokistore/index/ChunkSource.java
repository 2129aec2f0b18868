package dev.lokistore.index;

import dev.lokistore.chunk.ChunkRef;
import java.io.IOException;

/** Hands chunks over, in any order and any of them several times. */
@FunctionalInterface
public interface ChunkSource {
    /** Takes a chunk. */
    @FunctionalInterface
    interface Sink {
        void add(ChunkRef chunk) throws IOException;
    }

    void to(Sink sink) throws IOException;
}
