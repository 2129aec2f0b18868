package dev.lokistore.compactor.rebuild;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.StoredChunk;
import dev.lokistore.index.boltdb.LostLabelsException;
import dev.lokistore.index.table.Table;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the index that is left does not name. Not thread-safe. */
final class Lacking implements Closeable {
    /** Nothing is left of the index. */
    static final Lacking EVERYTHING = new Lacking(null, false);

    private final @Nullable ChunkInventory named;
    private final boolean labelsLost;

    private Lacking(@Nullable ChunkInventory named, boolean labelsLost) {
        this.named = named;
        this.labelsLost = labelsLost;
    }

    /** @param named closed with it */
    static Lacking what(ChunkInventory named) {
        return new Lacking(named, false);
    }

    /** Reads a table; fails if a file of it is broken. */
    static Lacking in(LokiStore loki, Table table) throws IOException {
        List<IOException> lost = new ArrayList<>();
        List<IOException> faults = new ArrayList<>();
        ChunkInventory named = loki.referenced(List.of(table), (subject, cause) -> {
            synchronized (faults) {
                (cause instanceof LostLabelsException ? lost : faults).add(cause);
            }
        });
        if (!faults.isEmpty()) {
            named.close();
            throw faults.get(0);
        }
        return new Lacking(named, !lost.isEmpty());
    }

    boolean lacks(StoredChunk chunk) throws IOException {
        ChunkRef ref = chunk.ref();
        return named == null || named.find(ref).isEmpty();
    }

    /** Whether there are rows of streams whose labels the index does not hold. */
    boolean labelsLost() {
        return labelsLost;
    }

    @Override
    public void close() throws IOException {
        if (named != null) {
            named.close();
        }
    }
}
