package dev.lokistore.index.boltdb;

import java.io.Closeable;
import java.util.List;

/** Labels of series, ordered by the series' id. */
interface LabelRun extends Closeable {
    /**
     * Moves to the next series.
     *
     * @return false at the end
     */
    boolean next();

    String seriesId();

    /** Names and values in turn, in no order. */
    List<String> labels();

    @Override
    void close();
}
