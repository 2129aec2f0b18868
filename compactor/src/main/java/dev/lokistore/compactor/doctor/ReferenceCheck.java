package dev.lokistore.compactor.doctor;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.check.ReferenceJoin;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.StoredChunk;
import dev.lokistore.index.StoredChunkCursor;
import dev.lokistore.objectstore.ObjectInfo;
import java.io.IOException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Whether tables and objects name the same chunks. Reads the whole index and lists all chunks; memory is bounded. */
record ReferenceCheck(LokiStore store, Instant now) implements Check {
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
            compare(named, objects, unreadable.isEmpty(), findings);
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

    private void compare(ChunkInventory named, ChunkInventory objects, boolean whole, Findings findings)
            throws IOException {
        Map<TenantId, Sum> missing = new TreeMap<>();
        Map<TenantId, Sum> orphans = new TreeMap<>();
        try (StoredChunkCursor cursor = named.chunks()) {
            ReferenceJoin.run(ReferenceJoin.named(cursor), objects, new ReferenceJoin.Visitor() {
                @Override
                public void missing(ChunkRef ref) throws IOException {
                    missing.computeIfAbsent(ref.tenant(), tenant -> new Sum()).add(store.logicalKey(ref), 0);
                }

                @Override
                public void orphan(StoredChunk chunk) {
                    ObjectInfo object = chunk.object();
                    if (whole && ReferenceJoin.isSettled(object, now)) {
                        orphans.computeIfAbsent(chunk.ref().tenant(), tenant -> new Sum())
                                .add(object.key().value(), object.sizeBytes());
                    }
                }

                @Override
                public void present(StoredChunk chunk) {}
            });
        }
        missing.forEach((tenant, sum) -> findings.add(
                Symptom.CHUNK_MISSING,
                tenant.value(),
                sum.chunks + " chunks that tables name have no object",
                sum.samples.texts()));
        orphans.forEach((tenant, sum) -> findings.add(
                Symptom.CHUNK_ORPHAN,
                tenant.value(),
                sum.chunks + " chunk objects with " + sum.bytes + " bytes are named by no table",
                sum.samples.texts()));
    }
}
