package dev.lokistore.compactor.doctor;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.StoredChunk;
import dev.lokistore.index.StoredChunkCursor;
import dev.lokistore.objectstore.ObjectInfo;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Whether tables and objects name the same chunks. Reads the whole index and lists all chunks; memory is bounded. */
record ReferenceCheck(LokiStore store, Instant now) implements Check {
    /**
     * Younger objects may be named by an index that an ingester has not uploaded yet, or wait for their removal
     * ({@code retention_delete_delay}).
     */
    private static final Duration SETTLED = Duration.ofHours(24);

    private static final class Sum {
        private final Samples samples = new Samples();
        private long chunks;
        private long bytes;

        void add(String text, long sizeBytes) {
            samples.add(text);
            chunks++;
            bytes += sizeBytes;
        }
    }

    @Override
    public String subject() {
        return "references in tables against chunk objects";
    }

    @Override
    public Set<Symptom> symptoms() {
        return EnumSet.of(Symptom.CHUNK_MISSING, Symptom.CHUNK_ORPHAN, Symptom.INDEX_UNREADABLE);
    }

    @Override
    public void run(Findings findings) throws IOException {
        Map<String, IOException> unreadable = new TreeMap<>();
        Map<String, IOException> unlisted = new TreeMap<>();
        try (ChunkInventory named = store.referenced(synchronizedInto(unreadable));
                ChunkInventory objects = store.inventory(Set.of(), synchronizedInto(unlisted))) {
            missing(named, objects, findings);
            if (unreadable.isEmpty()) {
                orphans(named, objects, findings);
            }
        }
        unreadable.forEach((key, why) -> findings.add(
                Symptom.INDEX_UNREADABLE,
                key,
                "an index file cannot be read",
                java.util.List.of(Checkup.message(why))));
        if (!unreadable.isEmpty()) {
            findings.unchecked("objects no table refers to: " + unreadable.size() + " index files cannot be read");
        }
        unlisted.forEach((key, why) -> findings.unchecked(key + ": " + Checkup.message(why)));
    }

    private static dev.lokistore.index.Problems synchronizedInto(Map<String, IOException> problems) {
        return (subject, cause) -> {
            synchronized (problems) {
                problems.putIfAbsent(subject, cause);
            }
        };
    }

    private void missing(ChunkInventory named, ChunkInventory objects, Findings findings) throws IOException {
        Map<TenantId, Sum> sums = new TreeMap<>();
        try (StoredChunkCursor cursor = named.chunks()) {
            while (cursor.next()) {
                StoredChunk chunk = cursor.chunk();
                if (objects.find(chunk.ref()).isEmpty()) {
                    sums.computeIfAbsent(chunk.ref().tenant(), tenant -> new Sum())
                            .add(store.logicalKey(chunk.ref()), 0);
                }
            }
        }
        sums.forEach((tenant, sum) -> findings.add(
                Symptom.CHUNK_MISSING,
                tenant.value(),
                sum.chunks + " chunks that tables name have no object",
                sum.samples.texts()));
    }

    private void orphans(ChunkInventory named, ChunkInventory objects, Findings findings) throws IOException {
        Map<TenantId, Sum> sums = new TreeMap<>();
        Instant settled = now.minus(SETTLED);
        try (StoredChunkCursor cursor = objects.chunks()) {
            while (cursor.next()) {
                ObjectInfo object = cursor.chunk().object();
                if (object.lastModified().isBefore(settled)
                        && named.find(cursor.chunk().ref()).isEmpty()) {
                    sums.computeIfAbsent(cursor.chunk().ref().tenant(), tenant -> new Sum())
                            .add(object.key().value(), object.sizeBytes());
                }
            }
        }
        sums.forEach((tenant, sum) -> findings.add(
                Symptom.CHUNK_ORPHAN,
                tenant.value(),
                sum.chunks + " chunk objects with " + sum.bytes + " bytes are named by no table",
                sum.samples.texts()));
    }
}
