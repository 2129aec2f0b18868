package dev.lokistore.index.query;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Something with entries in the order of the result: a block of a chunk, read or not, or a temporary file. */
abstract class MergeSource implements Closeable {
    /** Where in time its next entry stands, or, while it is not read, the earliest place where it can stand. */
    abstract long key();

    /** The next entry; null while the source is not read. */
    abstract @Nullable Entry entry();

    /**
     * Moves to the next entry.
     *
     * @return false at the end
     */
    abstract boolean advance() throws IOException;

    /** Bytes of the heap that it holds. */
    abstract long heldBytes();

    /** The chunk whose content it keeps in memory; null for a file. */
    abstract @Nullable LoadedChunk chunk();

    @Override
    public void close() throws IOException {}
}
