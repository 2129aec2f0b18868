package dev.lokistore.shell.command;

import dev.lokistore.objectstore.StoreStats;
import dev.lokistore.shell.render.DisplayWidth;
import dev.lokistore.shell.render.Quantity;
import java.util.function.Supplier;

/**
 * What the progress line says: how much was asked of the store so far.
 *
 * @param columns the terminal's, 0 if unknown: a line that wraps could not be rewritten in place
 */
record ProgressText(String uri, Supplier<StoreStats> requests, int columns) {
    private static final int USUAL_COLUMNS = 80;
    private static final String READING = "reading ";

    /** @param activity what goes on besides, put behind the rest */
    String with(String activity) {
        StoreStats stats = requests.get();
        String figures = ": " + Quantity.count(stats.allRequests()) + " requests, " + Quantity.bytes(stats.bytesRead())
                + activity;
        int width = (columns > 0 ? columns : USUAL_COLUMNS) - 1;
        int left = Math.max(1, width - READING.length() - DisplayWidth.of(figures));
        return DisplayWidth.cut(READING + DisplayWidth.cutMiddle(uri, left) + figures, width);
    }
}
