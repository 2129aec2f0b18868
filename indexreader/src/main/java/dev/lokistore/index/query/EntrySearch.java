package dev.lokistore.index.query;

import dev.lokistore.chunk.Defect;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Runs {@link EntryQuery}s on a store. Safe for use by several threads.
 */
public final class EntrySearch {
    private final LokiStore store;
    private final QueryOptions options;

    public EntrySearch(LokiStore store, QueryOptions options) {
        this.store = store;
        this.options = options;
    }

    /**
     * Starts a query. The caller closes the stream.
     *
     * @param problems told of chunks and index files that are missing, broken, or at odds with each other; the rest goes
     *     on
     */
    public EntryStream run(EntryQuery query, Problems problems) throws IOException {
        return run(query, problems, defect -> {});
    }

    /**
     * Starts a query. The caller closes the stream.
     *
     * @param problems told of chunks and index files that are missing, broken, or at odds with each other; the rest goes
     *     on
     * @param harmless told of defects that cost no entry, such as an entry outside the bounds of its block; called by
     *     several threads
     */
    public EntryStream run(EntryQuery query, Problems problems, Consumer<Defect> harmless) throws IOException {
        throw new UnsupportedOperationException("not landed yet" + store + options);
    }
}
