package dev.lokistore.compactor.model;

import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.EntryCursor;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.ReadOptions;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.StoredChunkCursor;
import dev.lokistore.index.query.Row;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What is in a store, as plainly as can be: chunks with their entries. What queries must answer follows from it, and what
 * a change must leave is written as a change to it.
 *
 * @param chunks each once, in order
 */
public record StoreModel(List<Chunk> chunks) {
    /**
     * @param entries in stored order
     * @param storedBytes of its object
     */
    public record Chunk(ChunkRef ref, Labels labels, List<Entry> entries, long storedBytes) {
        public Chunk {
            entries = List.copyOf(entries);
        }

        public String tenant() {
            return ref.tenant().value();
        }

        /** Days since the epoch: first and last whose tables name the chunk. */
        public long firstDay() {
            return Math.floorDiv(ref.fromMillis(), RandomStore.DAY_MILLIS);
        }

        public long lastDay() {
            return Math.floorDiv(ref.throughMillis(), RandomStore.DAY_MILLIS);
        }
    }

    /** An entry of a chunk. */
    public record Entry(long timestampNanos, String line, Map<String, String> metadata) {
        public Entry {
            metadata = new TreeMap<>(metadata);
        }
    }

    public StoreModel {
        chunks = chunks.stream().sorted(Comparator.comparing(Chunk::ref)).toList();
    }

    /** Of the objects in a store, whatever its index says; every entry of every chunk is in memory. */
    public static StoreModel read(LokiStore loki) throws IOException {
        List<Chunk> chunks = new ArrayList<>();
        try (ChunkInventory inventory = loki.inventory(Set.of(), StoreModel::fail);
                StoredChunkCursor cursor = inventory.chunks()) {
            while (cursor.next()) {
                ChunkReader reader = ChunkReader.open(loki.chunk(cursor.chunk().object()), ReadOptions.DEFAULT);
                chunks.add(new Chunk(
                        cursor.chunk().ref(),
                        reader.header().labels(),
                        entries(reader),
                        cursor.chunk().object().sizeBytes()));
            }
        }
        return new StoreModel(chunks);
    }

    public static void fail(String subject, IOException cause) {
        throw new AssertionError(subject, cause);
    }

    private static List<Entry> entries(ChunkReader reader) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (EntryCursor cursor = reader.entries(TimeRange.ALL)) {
            while (cursor.next()) {
                entries.add(new Entry(
                        cursor.timestampNanos(),
                        new String(cursor.line(), StandardCharsets.UTF_8),
                        cursor.metadata().asMap()));
            }
        }
        return entries;
    }

    /** The chunks that are left when some go. */
    public StoreModel without(Predicate<Chunk> gone) {
        return new StoreModel(chunks.stream().filter(gone.negate()).toList());
    }

    /** All entries as a query gives them: each as often as the chunk that has it most often, in the order of results. */
    public List<Row> answers() {
        Map<Row, Integer> most = new HashMap<>();
        for (Chunk chunk : chunks) {
            Map<Row, Integer> own = new HashMap<>();
            for (Entry entry : chunk.entries()) {
                own.merge(
                        new Row(chunk.tenant(), chunk.labels(), entry.timestampNanos(), entry.line(), entry.metadata()),
                        1,
                        Integer::sum);
            }
            own.forEach((row, count) -> most.merge(row, count, Math::max));
        }
        List<Row> rows = new ArrayList<>();
        most.forEach((row, count) -> {
            for (int i = 0; i < count; i++) {
                rows.add(row);
            }
        });
        rows.sort(Row.ORDER);
        return rows;
    }

    public Set<String> tenants() {
        return chunks.stream().map(Chunk::tenant).collect(Collectors.toSet());
    }

    public long storedBytes() {
        return chunks.stream().mapToLong(Chunk::storedBytes).sum();
    }
}
