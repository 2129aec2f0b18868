package dev.lokistore.objectstore;

import java.io.Closeable;
import java.io.IOException;

/** A lazy listing: pages are fetched while it is read. Not thread-safe; whoever opened it closes it. */
public interface Listing<T> extends Closeable {
    /**
     * Moves to the next entry. After a failure it may be called again and goes on where it stood.
     *
     * @return false at the end
     */
    boolean next() throws IOException;

    /** The entry that {@link #next()} moved to. */
    T entry();

    /** Whether {@link #next()} answers from the page at hand, without a request. */
    default boolean buffered() {
        return false;
    }
}
