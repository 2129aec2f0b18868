package dev.lokistore.compactor.fsck;

import dev.lokistore.compactor.check.Finding;
import dev.lokistore.compactor.check.ReferenceJoin;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.References;
import dev.lokistore.index.table.Table;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Checks a store: what lies where, what is in index files, whether tables and objects agree, what is in chunks. Goes on
 * behind everything that is wrong, and changes nothing. Memory is bounded, whatever the store's size: references and
 * listings go to temporary files when they are many.
 */
public final class Fsck {
    /** Told of findings as they come, of what cannot be read, and of what goes on. */
    public interface Events {
        void finding(Finding finding);

        /** What the store does not hand out; the rest goes on. */
        Problems problems();

        /** In a few words. */
        void activity(String text);

        /** What findings are about. */
        default Repairs repairs() {
            return Repairs.NONE;
        }
    }

    private final LokiStore store;
    private final FsckOrder order;
    private final Checkpoint checkpoint;
    private final Events events;
    private final Tally tally;

    private Fsck(
            LokiStore store, FsckOrder order, Predicate<Finding> suppressed, Checkpoint checkpoint, Events events) {
        this.store = store;
        this.order = order;
        this.checkpoint = checkpoint;
        this.events = events;
        this.tally = new Tally(order.findable(), suppressed, events::finding);
    }

    /**
     * Findings come in this order: listing; index files, by table; chunks, by day.
     *
     * @param store nothing of it may come from a cache
     * @param suppressed findings that are only counted
     * @param checkpoint of an earlier run, to go on there with the decoding of chunks
     * @throws IOException if the store as a whole fails
     */
    public static FsckReport run(
            LokiStore store, FsckOrder order, Predicate<Finding> suppressed, Checkpoint checkpoint, Events events)
            throws IOException {
        return new Fsck(store, order, suppressed, checkpoint, events).run();
    }

    private FsckReport run() throws IOException {
        if (order.reaches(3)) {
            store.requireChunkContent();
        }
        List<Table> tables = store.tables().stream().filter(this::isChosen).toList();
        TableDays days = new TableDays(tables, order.range());
        listing();
        try (References references = new References(order.temporary())) {
            IndexCheck index = new IndexCheck(store, order, days, references, tally, events);
            int number = 0;
            for (Table table : tables) {
                events.activity("table " + (number + 1) + " of " + tables.size() + ", " + table.name());
                index.run(table, number++);
            }
            return chunks(tables, days, index, references);
        }
    }

    private boolean isChosen(Table table) {
        return order.range().overlaps(table.range().fromNanos(), table.range().toNanos() - 1);
    }

    private void listing() throws IOException {
        events.activity("listing");
        try {
            new ListingCheck(store, order, tally, events.repairs()).run(this::isChosen);
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.FORBIDDEN) {
                throw e;
            }
            tally.unchecked("Loki's delete requests: " + e.getMessage());
        }
    }

    private FsckReport chunks(List<Table> tables, TableDays days, IndexCheck index, References references)
            throws IOException {
        events.activity("listing chunks");
        Map<String, IOException> oddNames = new TreeMap<>();
        try (ChunkInventory inventory = store.inventory(order.tenants(), (key, why) -> {
                    synchronized (oddNames) {
                        oddNames.put(key, why);
                    }
                });
                ContentCheck content = new ContentCheck(store, order, days, tally, events, checkpoint)) {
            oddNames.forEach((key, why) -> {
                if (tally.add(Flaw.CHUNK_NAME_ODD, key, null, Faults.message(key, why))) {
                    events.repairs().other(Flaw.CHUNK_NAME_ODD);
                }
            });
            ReferenceCheck check = new ReferenceCheck(
                    store, order, days, references.sorted(), tally, events.repairs(), (chunk, namings) -> {
                        content.chunk(chunk, namings);
                        if (order.reaches(3)) {
                            events.activity(content.decoded() + " chunks decoded");
                        }
                    });
            if (order.reaches(2)) {
                ReferenceJoin.run(check.named(), inventory, check);
            } else {
                check.objectsOnly(inventory);
            }
            content.flush();
            open(check);
            FsckReport.Coverage coverage = new FsckReport.Coverage(
                    tables.size(),
                    index.files(),
                    index.bytes(),
                    references.count(),
                    check.objects(),
                    check.objectBytes(),
                    content.decoded(),
                    content.decodedBytes(),
                    order.subset());
            return tally.report(order.level(), coverage);
        }
    }

    private void open(ReferenceCheck check) {
        if (check.unjudged() > 0) {
            tally.unchecked("whether " + check.unjudged()
                    + " chunk objects are orphans: rows of their days cannot be read, or were not");
        }
        if (check.fresh() > 0) {
            tally.unchecked("whether " + check.fresh()
                    + " chunk objects are orphans: they are younger than 24 hours, and an ingester may name them yet");
        }
    }
}
