package dev.lokistore.index.query;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Something with entries in the order of the result: a block of a chunk, read or not, or a temporary file. */
abstract class MergeSource implements Closeable {
    private long key;
    private @Nullable Entry entry;

    /** @param key where its first entry stands, or can stand at the earliest */
    MergeSource(long key) {
        this.key = key;
    }

    /** Where in time its next entry stands, or, while it is not read, the earliest place where it can stand. */
    final long key() {
        return key;
    }

    /** The next entry; null while the source is not read, and at its end. */
    final @Nullable Entry entry() {
        return entry;
    }

    /** @return whether there is an entry */
    final boolean moveTo(@Nullable Entry next) {
        entry = next;
        if (next == null) {
            return false;
        }
        key = next.key();
        return true;
    }

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
