package dev.lokistore.index.query;

import java.io.Closeable;
import java.io.IOException;
import java.util.function.Consumer;

/** Chunks for {@link EntrySlices}, in portions that follow each other in time. */
interface SliceFeed extends Closeable {
    /** Whether there is another portion. */
    boolean hasMore();

    /** Chunks that were not given yet begin here or later, ns since the epoch; there must be more. */
    long horizonNanos();

    /** Gives the next portion, each chunk once over all portions; there must be more. */
    void read(Consumer<Candidate> sink) throws IOException;

    /** How much of all begins before this time, ns since the epoch, of what was given; 0..1. */
    double shareBefore(long nanos);
}
