package dev.lokistore.index;

import java.io.IOException;

/** Streams that can be gone through several times: each time all of them, in any order. */
@FunctionalInterface
public interface SeriesSource {
    /** None. */
    SeriesSource NONE = () -> new SeriesCursor() {
        @Override
        public boolean next() {
            return false;
        }

        @Override
        public IndexedSeries series() {
            throw new IllegalStateException("the cursor is not on a series");
        }

        @Override
        public void close() {}
    };

    /** The caller closes it. */
    SeriesCursor open() throws IOException;
}
