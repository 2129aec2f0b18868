package dev.lokistore.compactor.newtable;

import dev.lokistore.compactor.header.ChunkHeaders;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import java.nio.file.Path;

/**
 * A store as it is read from.
 *
 * @param chunks that exist as objects
 * @param temporary an existing folder, of the work on one table alone
 */
public record ReadStore(LokiStore loki, ChunkInventory chunks, Path temporary) {
    public ChunkHeaders headers() {
        return new ChunkHeaders(loki, loki.options().concurrency());
    }
}
