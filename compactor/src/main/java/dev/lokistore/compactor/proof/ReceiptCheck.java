package dev.lokistore.compactor.proof;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.Defect;
import dev.lokistore.chunk.EntryCursor;
import dev.lokistore.chunk.EntryRule;
import dev.lokistore.chunk.ReadOptions;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.compactor.check.Finding;
import dev.lokistore.compactor.digest.Digests;
import dev.lokistore.compactor.engine.NamedChunks;
import dev.lokistore.compactor.plan.ChunkWork;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.compactor.proof.Evidence.Kind;
import dev.lokistore.compactor.receipt.Receipt;
import dev.lokistore.compactor.receipt.Receipts;
import dev.lokistore.compactor.rewrite.EntryDeletion;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.StoredChunk;
import dev.lokistore.index.StoredChunkCursor;
import dev.lokistore.index.deletes.DeleteRequestStore;
import dev.lokistore.index.layout.ChunkName;
import dev.lokistore.objectstore.BucketInspector;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectVersion;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a store again and compares it with a receipt: objects, every chunk of the streams concerned, index, trash, and
 * where a bucket keeps versions, these. Changes nothing.
 */
public final class ReceiptCheck {
    private static final String TRASH = ".lokistore/trash/";
    private static final Set<Defect.Kind> TOLERATED = EnumSet.complementOf(EnumSet.of(Defect.Kind.BROKEN_BLOCK));

    /**
     * What was found.
     *
     * @param findings the worst first; nothing of weight means that all is gone that the receipt says is gone
     * @param objectsGone chunks, index files and others that were looked for and are not there
     * @param chunksRead of the streams, decoded and searched
     * @param entriesRead of these
     */
    public record Proof(List<Finding> findings, long objectsGone, long chunksRead, long entriesRead) {
        public Proof {
            findings = List.copyOf(findings);
        }
    }

    private final Receipt receipt;
    private final LokiStore loki;
    private final List<BucketInspector> buckets;
    private final Problems problems;
    private final Evidence evidence = new Evidence();
    private final Map<ChunkRef, Receipt.After> replacements = new HashMap<>();
    private long gone;
    private long chunksRead;
    private long entriesRead;

    /**
     * @param loki with nothing from a cache
     * @param buckets that the store is in, if they are buckets
     */
    public ReceiptCheck(Receipt receipt, LokiStore loki, List<BucketInspector> buckets, Problems problems) {
        this.receipt = receipt;
        this.loki = loki;
        this.buckets = List.copyOf(buckets);
        this.problems = problems;
    }

    /** @param file the receipt's file, byte for byte */
    public Proof run(byte[] file) throws IOException {
        receipt.chunks().forEach(chunk -> chunk.after().forEach(after -> replacements.put(after.chunk(), after)));
        hash(file);
        receipt.contradictions().forEach(text -> evidence.add(Kind.RECEIPT_CONTRADICTION, text));
        receipt.stayed().forEach(stayed -> evidence.add(Kind.STAYED, stayed.object() + ": " + stayed.why()));
        receipt.failed().forEach(failed -> evidence.add(Kind.TASK_FAILED, failed.subject() + ": " + failed.error()));
        Set<ChunkRef> named = named();
        objects(named);
        requests();
        trash();
        versions();
        return new Proof(evidence.findings("plan " + receipt.plan()), gone, chunksRead, entriesRead);
    }

    private void hash(byte[] file) throws IOException {
        Optional<String> kept = Receipts.hash(receipt.plan(), loki.objects());
        if (kept.isEmpty()) {
            evidence.add(Kind.RECEIPT_UNKNOWN, String.valueOf(Receipts.key(receipt.plan())));
        } else if (!kept.get().equals(Digests.of(file))) {
            evidence.add(Kind.RECEIPT_TAMPERED, "it is " + Digests.of(file) + ", the store has " + kept.get());
        }
    }

    /** Of the chunks before and after, those that tables name. */
    private Set<ChunkRef> named() throws IOException {
        Set<ChunkRef> all = new HashSet<>(replacements.keySet());
        receipt.chunks().forEach(chunk -> all.add(chunk.chunk()));
        Set<ChunkRef> named = new NamedChunks(loki).among(all);
        receipt.chunks().stream()
                .filter(chunk -> named.contains(chunk.chunk()))
                .forEach(chunk -> evidence.add(Kind.CHUNK_NAMED, String.valueOf(chunk.object())));
        return named;
    }

    private void objects(Set<ChunkRef> named) throws IOException {
        Map<TenantId, Set<Long>> streams = new HashMap<>();
        receipt.chunks().forEach(chunk -> add(chunk.chunk(), streams));
        receipt.stayed().forEach(stayed -> add(stayed.chunk(), streams));
        try (ChunkInventory inventory = loki.inventory(streams, problems)) {
            for (Receipt.Chunk chunk : receipt.chunks()) {
                absent(inventory.find(chunk.chunk()).isPresent(), Kind.CHUNK_LEFT, chunk.object());
            }
            for (Receipt.After after : replacements.values()) {
                if (inventory.find(after.chunk()).isEmpty()) {
                    boolean missed = named.contains(after.chunk());
                    evidence.add(
                            missed ? Kind.REPLACEMENT_MISSING : Kind.REPLACEMENT_GONE, String.valueOf(after.object()));
                }
            }
            search(inventory);
        }
        for (Receipt.TableFiles table : receipt.index()) {
            for (PlannedObject file : table.before()) {
                absent(isThere(file.key()), Kind.INDEX_LEFT, file.key());
            }
        }
        for (PlannedObject other : receipt.others()) {
            absent(isThere(other.key()), Kind.OBJECT_LEFT, other.key());
        }
    }

    private void requests() throws IOException {
        for (Receipt.Requests taken : receipt.requests()) {
            Optional<DeleteRequestStore> store = DeleteRequestStore.at(loki.objects(), taken.key());
            if (store.isEmpty()) {
                continue;
            }
            try {
                long left = store.get()
                        .read(
                                loki.objects(),
                                loki.options().tempDirectory(),
                                (subject, cause) ->
                                        evidence.add(Kind.REQUESTS_UNREADABLE, subject + ": " + cause.getMessage()))
                        .countOf(taken.tenant());
                if (left > 0) {
                    evidence.add(Kind.REQUESTS_LEFT, taken.key() + ": " + left + " of tenant " + taken.tenant());
                }
            } catch (CorruptDataException e) {
                evidence.add(Kind.REQUESTS_UNREADABLE, String.valueOf(e.getMessage()));
            }
        }
    }

    private static void add(ChunkRef chunk, Map<TenantId, Set<Long>> streams) {
        streams.computeIfAbsent(chunk.tenant(), added -> new HashSet<>()).add(chunk.fingerprint());
    }

    private void absent(boolean isThere, Kind kind, ObjectKey key) {
        if (isThere) {
            evidence.add(kind, String.valueOf(key));
        } else {
            gone++;
        }
    }

    private boolean isThere(ObjectKey key) throws IOException {
        try {
            loki.objects().head(key);
            return true;
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.NO_SUCH_OBJECT) {
                return false;
            }
            throw e;
        }
    }

    /** Every chunk of the streams, whether or not a table names it and whenever it came. */
    private void search(ChunkInventory inventory) throws IOException {
        if (receipt.rules().isEmpty()) {
            return;
        }
        EntryDeletion deletion = new EntryDeletion(new ChunkWork.Delete(receipt.rules(), receipt.masks()));
        try (StoredChunkCursor cursor = inventory.chunks()) {
            while (cursor.next()) {
                StoredChunk chunk = cursor.chunk();
                boolean concerned = replacements.containsKey(chunk.ref())
                        || deletion.reach(chunk.ref(), Optional.empty()) != EntryDeletion.Reach.NONE;
                if (concerned) {
                    search(chunk, deletion);
                }
            }
        }
    }

    private void search(StoredChunk chunk, EntryDeletion deletion) throws IOException {
        ObjectKey key = chunk.object().key();
        byte[] bytes;
        try {
            bytes = loki.objects().readAll(key, loki.options().maxChunkBytes());
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.NO_SUCH_OBJECT || e.kind() == StoreException.Kind.TOO_LARGE) {
                evidence.add(Kind.CHUNK_UNREADABLE, String.valueOf(e.getMessage()));
                return;
            }
            throw e;
        }
        Receipt.After after = replacements.get(chunk.ref());
        if (after != null && !after.sha256().equals(Digests.of(bytes))) {
            evidence.add(Kind.REPLACEMENT_CHANGED, String.valueOf(key));
        }
        try {
            chunksRead++;
            ReadOptions options = new ReadOptions(ReadOptions.DEFAULT.limits(), TOLERATED, defect -> {});
            ChunkReader reader = ChunkReader.open(ByteSource.of(key.value(), bytes), options);
            long left = left(reader, deletion);
            if (left > 0) {
                evidence.add(Kind.ENTRIES_LEFT, key + ": " + left + (left == 1 ? " entry" : " entries"));
            }
        } catch (CorruptDataException e) {
            evidence.add(Kind.CHUNK_UNREADABLE, String.valueOf(e.getMessage()));
        }
    }

    private long left(ChunkReader reader, EntryDeletion deletion) throws IOException {
        Optional<EntryDeletion.Applied> rule = deletion.on(reader.header());
        long left = 0;
        try (EntryCursor entries = reader.entries(TimeRange.ALL)) {
            while (entries.next()) {
                entriesRead++;
                left += rule.isPresent() && rule.get().of(entries) != EntryRule.Fate.KEEP ? 1 : 0;
            }
        }
        return left;
    }

    /** Of what earlier changes removed, such as the small chunks that became a large one, copies may be kept. */
    private void trash() throws IOException {
        Set<String> streams = new HashSet<>();
        receipt.chunks().forEach(chunk -> streams.add(stream(chunk.chunk())));
        Set<String> stores = new HashSet<>();
        receipt.requests().forEach(taken -> stores.add(taken.key().value()));
        if (streams.isEmpty() && stores.isEmpty()) {
            return;
        }
        try (Listing<ObjectInfo> listing = loki.objects().list(TRASH)) {
            while (listing.next()) {
                String key = listing.entry().key().value();
                int name = key.indexOf('/', TRASH.length()) + 1;
                if (name > 0 && (stores.contains(key.substring(name)) || isOf(streams, key.substring(name)))) {
                    evidence.add(Kind.TRASH_LEFT, key);
                }
            }
        }
    }

    private static String stream(ChunkRef chunk) {
        return chunk.tenant() + "/" + chunk.fingerprintHex();
    }

    private boolean isOf(Set<String> streams, String key) {
        return ChunkName.tryParse(key, loki.layout().delimiter())
                .map(name -> stream(name.ref()))
                .filter(streams::contains)
                .isPresent();
    }

    private void versions() throws IOException {
        for (BucketInspector bucket : buckets) {
            try {
                if (bucket.versioning() != BucketInspector.Versioning.OFF) {
                    for (ObjectKey key : deleted()) {
                        versions(bucket, key, false);
                    }
                    for (Receipt.Requests taken : receipt.requests()) {
                        versions(bucket, taken.key(), true);
                    }
                }
            } catch (StoreException e) {
                if (e.kind() != StoreException.Kind.FORBIDDEN && e.kind() != StoreException.Kind.UNSUPPORTED) {
                    throw e;
                }
                evidence.add(Kind.VERSIONS_UNKNOWN, String.valueOf(e.getMessage()));
            }
        }
    }

    private List<ObjectKey> deleted() {
        List<ObjectKey> keys = new ArrayList<>();
        receipt.chunks().forEach(chunk -> keys.add(chunk.object()));
        receipt.index().forEach(table -> table.before().forEach(file -> keys.add(file.key())));
        receipt.others().forEach(other -> keys.add(other.key()));
        return keys;
    }

    /** @param stays whether an object of the key is to be there, and only what it was before is not */
    private void versions(BucketInspector bucket, ObjectKey key, boolean stays) throws IOException {
        for (ObjectVersion version : bucket.versions(ObjectKey.of(loki.layout().root() + key))) {
            if (stays && version.current()) {
                continue;
            }
            evidence.add(
                    version.deleteMarker() ? Kind.DELETE_MARKERS : Kind.VERSIONS_LEFT,
                    key + (version.id().isEmpty() ? "" : " version " + version.id()));
        }
    }
}
