package dev.lokistore.compactor.fsck;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.compactor.check.ReferenceJoin;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.References;
import dev.lokistore.index.StoredChunk;
import dev.lokistore.index.StoredChunkCursor;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares what tables say of each chunk with its object, chunk by chunk; hands on those that exist. */
final class ReferenceCheck implements ReferenceJoin.Visitor {
    /** Takes chunks that exist, whether tables name them or not. */
    interface Sink {
        /** @param namings all that tables say of it; empty of an orphan */
        void chunk(StoredChunk chunk, List<References.Naming> namings) throws IOException;
    }

    private final LokiStore store;
    private final FsckOrder order;
    private final TableDays days;
    private final References.Cursor references;
    private final Tally tally;
    private final Repairs repairs;
    private final Sink sink;

    private long objects;
    private long objectBytes;
    private long unjudged;
    private long fresh;

    ReferenceCheck(
            LokiStore store,
            FsckOrder order,
            TableDays days,
            References.Cursor references,
            Tally tally,
            Repairs repairs,
            Sink sink) {
        this.store = store;
        this.order = order;
        this.days = days;
        this.references = references;
        this.tally = tally;
        this.repairs = repairs;
        this.sink = sink;
    }

    long objects() {
        return objects;
    }

    long objectBytes() {
        return objectBytes;
    }

    /** Objects that no table names and of which nothing can be said, since rows of their days may be missing. */
    long unjudged() {
        return unjudged;
    }

    /** Objects that no table names yet, and that are too young to be judged. */
    long fresh() {
        return fresh;
    }

    /** The references, as the join wants them. */
    ReferenceJoin.Named named() {
        return new ReferenceJoin.Named() {
            @Override
            public boolean next() throws IOException {
                return references.next();
            }

            @Override
            public ChunkRef ref() {
                return Objects.requireNonNull(references.ref());
            }
        };
    }

    @Override
    public void missing(ChunkRef ref) throws IOException {
        String name = store.logicalKey(ref);
        String key = store.keyOf(ref).value();
        Set<Integer> tables = tables(references.namings());
        String naming = "named in " + names(tables);
        repairs.named(ref.tenant());
        if (tally.add(
                Flaw.CHUNK_MISSING,
                name,
                null,
                "a chunk that tables name has no object",
                key.equals(name) ? List.of(naming) : List.of(naming, "expected at " + key))) {
            repairs.chunk(Flaw.CHUNK_MISSING, ref, null, days.tables(tables));
        }
    }

    @Override
    public void orphan(StoredChunk chunk) throws IOException {
        ObjectInfo object = chunk.object();
        if (!inRange(chunk.ref())) {
            return;
        }
        count(object);
        if (!TableDays.of(chunk.ref()).allMatch(days::isKnown)) {
            unjudged++;
        } else if (!ReferenceJoin.isSettled(object, order.now())) {
            fresh++;
        } else if (tally.add(
                Flaw.CHUNK_ORPHAN,
                object.key().value(),
                null,
                "a chunk object that no table names",
                ChunkNames.evidence(store, chunk, object.sizeBytes() + " bytes, of " + object.lastModified()))) {
            repairs.chunk(Flaw.CHUNK_ORPHAN, chunk.ref(), object, List.of());
        }
        sink.chunk(chunk, List.of());
    }

    @Override
    public void present(StoredChunk chunk) throws IOException {
        count(chunk.object());
        List<References.Naming> namings = references.namings();
        repairs.named(chunk.ref().tenant());
        place(chunk);
        if (ReferenceJoin.isSettled(chunk.object(), order.now())) {
            siblings(chunk, tables(namings));
        }
        sink.chunk(chunk, namings);
    }

    /** Hands on all objects, without comparing them with anything. */
    void objectsOnly(ChunkInventory inventory) throws IOException {
        try (StoredChunkCursor chunks = inventory.chunks()) {
            while (chunks.next()) {
                StoredChunk chunk = chunks.chunk();
                if (inRange(chunk.ref())) {
                    count(chunk.object());
                    sink.chunk(chunk, List.of());
                }
            }
        }
    }

    private boolean inRange(ChunkRef ref) {
        return order.range().overlapsMillis(ref.fromMillis(), ref.throughMillis());
    }

    private void count(ObjectInfo object) {
        objects++;
        objectBytes += object.sizeBytes();
    }

    private void place(StoredChunk chunk) throws IOException {
        ObjectKey key = store.keyOf(chunk.ref());
        if (!key.equals(chunk.object().key())
                && tally.add(
                        Flaw.CHUNK_MISPLACED,
                        chunk.object().key().value(),
                        null,
                        "the chunk lies under another form of its key than its schema period has",
                        ChunkNames.evidence(store, chunk, "Loki looks for " + key))) {
            repairs.misplaced(chunk.ref(), chunk.object(), key);
        }
    }

    private void siblings(StoredChunk chunk, Set<Integer> tables) throws IOException {
        List<LocalDate> lacking = TableDays.of(chunk.ref())
                .filter(day -> !days.isAmong(tables, day) && days.isKnown(day))
                // retention takes a table and leaves the chunks that live on in later ones
                .filter(day -> !days.isPast(tables, day))
                .mapToObj(LocalDate::ofEpochDay)
                .toList();
        // named by tables of quite other days alone: that is told of these
        boolean ofItsDays = TableDays.of(chunk.ref()).anyMatch(day -> days.isAmong(tables, day));
        if (!lacking.isEmpty()
                && ofItsDays
                && tally.add(
                        Flaw.CHUNK_SIBLING_MISSING,
                        chunk.object().key().value(),
                        null,
                        "the chunk reaches into "
                                + lacking.stream().map(LocalDate::toString).collect(Collectors.joining(", "))
                                + ", and no table of that day names it",
                        ChunkNames.evidence(store, chunk, "named in " + names(tables)))) {
            repairs.chunk(Flaw.CHUNK_SIBLING_MISSING, chunk.ref(), chunk.object(), days.tables(tables));
        }
    }

    private static Set<Integer> tables(List<References.Naming> namings) {
        return namings.stream().map(References.Naming::table).collect(Collectors.toSet());
    }

    private String names(Set<Integer> tables) {
        return tables.stream()
                .map(number -> days.table(number).name())
                .sorted()
                .limit(Faults.SAMPLES)
                .collect(Collectors.joining(", "));
    }
}
