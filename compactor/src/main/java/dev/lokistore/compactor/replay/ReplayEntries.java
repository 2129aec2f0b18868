package dev.lokistore.compactor.replay;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Entries in the order in which they are sent. Whoever opened them closes them. */
public interface ReplayEntries extends Closeable {
    /** The next entry; null at the end. */
    @Nullable
    ReplayEntry next() throws IOException;
}
