package dev.lokistore.index;

import java.io.Closeable;
import java.io.IOException;

/** Streams of an index, one at a time. Not thread-safe; whoever opened it closes it; closing twice is harmless. */
public interface SeriesCursor extends Closeable {
    /**
     * Moves to the next stream.
     *
     * @return false at the end
     */
    boolean next() throws IOException;

    /** The stream that {@link #next()} moved to; stays valid. */
    IndexedSeries series();
}
