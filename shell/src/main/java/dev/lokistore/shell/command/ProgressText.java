package dev.lokistore.shell.command;

import dev.lokistore.objectstore.StoreStats;
import dev.lokistore.shell.render.Quantity;

/** What the progress line says: how much was asked of the store so far. */
record ProgressText(OpenedStore store) {
    String get() {
        StoreStats stats = store.stats();
        return "reading " + store.uri() + ": " + Quantity.count(stats.allRequests()) + " requests, "
                + Quantity.bytes(stats.bytesRead());
    }
}
