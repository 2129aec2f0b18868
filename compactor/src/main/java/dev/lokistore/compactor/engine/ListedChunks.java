package dev.lokistore.compactor.engine;

import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import java.io.Closeable;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The store's chunks, listed once for all tasks, when the first of them asks. Safe for use by several threads. */
final class ListedChunks implements Closeable {
    private final LokiStore store;
    private @Nullable ChunkInventory listed;

    ListedChunks(LokiStore store) {
        this.store = store;
    }

    synchronized ChunkInventory all() throws IOException {
        ChunkInventory known = listed;
        if (known == null) {
            // objects with odd names are no chunks, and told of by the planner
            known = store.inventory(Set.of(), (subject, cause) -> {});
            listed = known;
        }
        return known;
    }

    @Override
    public synchronized void close() throws IOException {
        if (listed != null) {
            listed.close();
        }
    }
}
