package dev.lokistore.compactor.newtable;

import dev.lokistore.index.IndexedSeries;
import java.io.IOException;

/** Streams for a new table: in any order, in any number of parts. */
public interface TableStreams {
    /** Takes a stream with its labels and the volumes of its chunks. */
    interface Sink {
        void add(IndexedSeries series) throws IOException;
    }

    /** Hands all of them on; called once. */
    void to(Sink sink) throws IOException;
}
