package dev.lokistore.index.health;

import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.Codec;
import dev.lokistore.chunk.ReadOptions;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.BoundedTasks;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.StoredChunk;
import dev.lokistore.index.StoredChunkCursor;
import dev.lokistore.index.layout.ChunkName;
import dev.lokistore.index.query.ObjectFaults;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.schema.StoreSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which formats a store's chunk objects have.
 *
 * @param keys of all chunks, by schema version, then form
 * @param payloads of the chunks whose headers were read, by format, then codec
 */
public record ChunkCensus(List<ChunkKeys> keys, List<ChunkPayloads> payloads) {
    /** Read every chunk's header. */
    public static final int ALL = Integer.MAX_VALUE;

    private static final int BATCH = 1_024;
    /** No schema has this version. */
    private static final int BEFORE_THE_FIRST = 0;

    private record Key(int schema, ChunkKeyScheme form) {}

    private record Payload(int format, Codec codec) {}

    public ChunkCensus {
        keys = List.copyOf(keys);
        payloads = List.copyOf(payloads);
    }

    /**
     * Lists the chunks.
     *
     * @param tenants empty for all
     * @param sample headers to read of each table's chunks, by ranged reads: 0 for none, or {@link #ALL}
     * @param concurrency requests at the same time
     */
    public static ChunkCensus of(LokiStore store, Set<TenantId> tenants, int sample, int concurrency, Problems problems)
            throws IOException {
        if (sample > 0) {
            store.requireChunkContent();
        }
        Counting counting = new Counting(store, concurrency, problems);
        ChunkSample chosen = new ChunkSample(sample, store.tables());
        try (ChunkInventory inventory = store.inventory(tenants, problems);
                StoredChunkCursor cursor = inventory.chunks()) {
            while (cursor.next()) {
                counting.name(cursor.chunk());
                if (sample == ALL) {
                    counting.queue(cursor.chunk());
                } else if (sample > 0) {
                    chosen.add(cursor.chunk());
                }
            }
        }
        for (StoredChunk chunk : chosen.chunks()) {
            counting.queue(chunk);
        }
        return counting.result();
    }

    private static final class Counting {
        private final LokiStore store;
        private final StoreSchema schema;
        private final int concurrency;
        private final Problems problems;
        private final Map<Key, long[]> keys =
                new TreeMap<>(Comparator.comparing(Key::schema).thenComparing(Key::form));
        private final Map<Payload, long[]> payloads =
                new TreeMap<>(Comparator.comparing(Payload::format).thenComparing(Payload::codec));
        private final List<BoundedTasks.Task> waiting = new ArrayList<>();

        Counting(LokiStore store, int concurrency, Problems problems) throws IOException {
            this.store = store;
            this.schema = store.schema();
            this.concurrency = concurrency;
            this.problems = problems;
        }

        void name(StoredChunk chunk) {
            char delimiter = store.layout().delimiter();
            String key = chunk.object().key().value();
            ChunkName.tryParse(key, delimiter).ifPresent(name -> {
                int version = schema.periodAt(chunk.ref().fromMillis())
                        .map(SchemaPeriod::version)
                        .orElse(BEFORE_THE_FIRST);
                add(keys, new Key(version, name.form().scheme()), chunk);
            });
        }

        void queue(StoredChunk chunk) throws IOException {
            waiting.add(() -> {
                look(chunk);
                return List.of();
            });
            if (waiting.size() == BATCH) {
                flush();
            }
        }

        private void flush() throws IOException {
            BoundedTasks.run(concurrency, waiting);
            waiting.clear();
        }

        private void look(StoredChunk chunk) throws IOException {
            try {
                ChunkReader reader = ChunkReader.open(store.ranged(chunk.object()), ReadOptions.DEFAULT);
                add(payloads, new Payload(reader.formatVersion(), reader.codec()), chunk);
            } catch (IOException e) {
                if (!ObjectFaults.isLocal(e)) {
                    throw e;
                }
                problems.report(chunk.object().key().value(), e);
            }
        }

        private static <K> void add(Map<K, long[]> counts, K key, StoredChunk chunk) {
            synchronized (counts) {
                long[] sums = counts.computeIfAbsent(key, first -> new long[2]);
                sums[0]++;
                sums[1] += chunk.object().sizeBytes();
            }
        }

        ChunkCensus result() throws IOException {
            flush();
            List<ChunkKeys> named = new ArrayList<>();
            keys.forEach((key, sums) -> named.add(new ChunkKeys(
                    key.schema == BEFORE_THE_FIRST ? null : (Integer) key.schema, key.form, sums[0], sums[1])));
            List<ChunkPayloads> written = new ArrayList<>();
            payloads.forEach(
                    (payload, sums) -> written.add(new ChunkPayloads(payload.format, payload.codec, sums[0], sums[1])));
            return new ChunkCensus(named, written);
        }
    }
}
