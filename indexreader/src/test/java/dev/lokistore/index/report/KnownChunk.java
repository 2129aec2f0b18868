package dev.lokistore.index.report;

import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.ReadOptions;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.StoredChunkCursor;
import dev.lokistore.index.table.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What reading every chunk object tells, for tests to compare reports with. */
record KnownChunk(
        ChunkRef ref,
        String objectKey,
        long storedBytes,
        Labels labels,
        long entries,
        long rawBytes,
        String codec,
        List<Table> tables) {
    static List<KnownChunk> all(LokiStore store) throws IOException {
        List<KnownChunk> known = new ArrayList<>();
        try (ChunkInventory inventory = store.inventory(Set.of(), (subject, cause) -> {
                    throw new AssertionError(subject, cause);
                });
                StoredChunkCursor cursor = inventory.chunks()) {
            while (cursor.next()) {
                ChunkRef ref = cursor.chunk().ref();
                ChunkReader reader = ChunkReader.open(store.chunk(cursor.chunk().object()), ReadOptions.STRICT);
                List<Table> tables = store.tables().stream()
                        .filter(table -> table.range().overlapsMillis(ref.fromMillis(), ref.throughMillis()))
                        .toList();
                known.add(new KnownChunk(
                        ref,
                        cursor.chunk().object().key().value(),
                        cursor.chunk().object().sizeBytes(),
                        reader.header().labels(),
                        reader.entryCount(),
                        reader.rawBytes(),
                        reader.codec().lokiName(),
                        tables));
            }
        }
        return known;
    }

    String tenant() {
        return ref.tenant().value();
    }

    String stream() {
        return tenant() + labels;
    }

    boolean in(String table) {
        return tables.stream().anyMatch(known -> known.name().equals(table));
    }
}
