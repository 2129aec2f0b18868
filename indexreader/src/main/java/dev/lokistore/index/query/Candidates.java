package dev.lokistore.index.query;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Chunks in the order in which a merge needs them: forward by start, backward by end from the youngest on. */
interface Candidates extends Closeable {
    /** The next one, or null at the end; each chunk comes once. */
    @Nullable
    Candidate next() throws IOException;
}
