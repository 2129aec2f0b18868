package dev.lokistore.index.query;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.StructuredMetadata;
import dev.lokistore.chunk.TenantId;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;

/**
 * The entries of a query, one at a time. What an accessor gives is valid until the next call of {@link #next()}. Not
 * thread-safe; whoever opened it closes it, which stops pending requests and removes temporary files; closing twice is
 * harmless.
 */
public interface EntryStream extends Closeable {
    /**
     * Moves to the next entry.
     *
     * @return false at the end, or when the limit is reached
     * @throws IOException if the store as a whole or the local disk fails; a single bad object goes to the problems
     */
    boolean next() throws IOException;

    TenantId tenant();

    Labels labels();

    /** Nanoseconds since the epoch. */
    long timestampNanos();

    /** Holds the line; not to be changed. */
    byte[] buffer();

    int lineOffset();

    int lineLength();

    /** A copy of the line's bytes, which need not be UTF-8. */
    default byte[] line() {
        return Arrays.copyOfRange(buffer(), lineOffset(), lineOffset() + lineLength());
    }

    /** Structured metadata with names as stored, in stored order; empty if there is none. */
    StructuredMetadata metadata();

    /** The chunk that this copy of the entry was read from. */
    ChunkRef chunk();

    /** The block in that chunk, from 0. */
    int blockIndex();
}
