package dev.lokistore.shell.command;

import dev.lokistore.objectstore.StoreStats;
import dev.lokistore.shell.render.Quantity;
import java.util.function.Supplier;

/** What the progress line says: how much was asked of the store so far. */
record ProgressText(String uri, Supplier<StoreStats> requests) {
    String get() {
        StoreStats stats = requests.get();
        return "reading " + uri + ": " + Quantity.count(stats.allRequests()) + " requests, "
                + Quantity.bytes(stats.bytesRead());
    }
}
