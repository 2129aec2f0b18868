package dev.lokistore.index.query;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkRef;
import java.io.IOException;

/** Where chunk objects come from. Safe for use by several threads. */
interface ChunkSource {
    /** What messages call the chunk: the object's key. */
    String key(ChunkRef ref) throws IOException;

    /** The whole object in memory. */
    ByteSource chunk(ChunkRef ref) throws IOException;
}
