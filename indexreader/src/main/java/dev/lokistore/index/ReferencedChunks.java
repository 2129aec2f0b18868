package dev.lokistore.index;

import dev.lokistore.index.layout.ChunkForm;
import dev.lokistore.index.layout.ChunkName;
import dev.lokistore.index.layout.StoreLayout;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableReader;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;

/** Collects chunks, as those that a store's tables name, as an inventory: sorted, each once, in a file when they are many. */
final class ReferencedChunks {
    private static final ObjectInfo NO_OBJECT = new ObjectInfo(ObjectKey.of("-"), 0, Instant.EPOCH, "");

    private ReferencedChunks() {}

    /** Reads the tables; what cannot be read is told to {@code problems} and missing in the result. */
    static ChunkInventory of(
            LokiStore store, Collection<Table> tables, StoreLayout layout, OpenOptions options, Problems problems)
            throws IOException {
        ChunkSource rows = sink -> {
            for (Table table : tables) {
                try (TableReader reader = store.openTable(table, problems);
                        SeriesCursor series = reader.series(SeriesQuery.ALL)) {
                    while (series.next()) {
                        for (IndexedChunk chunk : series.series().chunks()) {
                            sink.add(chunk.ref());
                        }
                    }
                }
            }
        };
        return of(rows, layout, options);
    }

    static ChunkInventory of(ChunkSource source, StoreLayout layout, OpenOptions options) throws IOException {
        try (InventoryBuilder chunks =
                new InventoryBuilder(layout.delimiter(), options.inventoryInMemory(), options.tempDirectory())) {
            // one form for all, so that a chunk which two tables name is one chunk here
            source.to(chunk -> chunks.add(new ChunkName(chunk, ChunkForm.FLAT), NO_OBJECT));
            return chunks.build();
        }
    }
}
