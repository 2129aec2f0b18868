package dev.lokistore.index.inventory;

import dev.lokistore.index.Caching;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.query.ObjectFaults;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Saves an inventory of a store. The index is read first and looked at again until it has not changed meanwhile, so that
 * its files are those of one moment; then the chunks are listed, so that those it names are among them unless Loki removed
 * them. Objects below the Loki store's root, and rule groups beside it, are listed; others are not.
 *
 * <p>What cannot be read or listed by itself goes to {@link Problems}, and is told by the inventory too. Memory: a megabyte
 * or two for each request at the same time, some hundred bytes for each index file.
 */
public final class InventorySaver {
    /** Loki's compactor takes minutes between tables. */
    private static final int ROUNDS = 5;

    private final LokiStore store;
    private final Caching noting;
    private final InventoryWriter writer;
    private final HeldContent content;
    private final KnownProblems problems;
    private final Consumer<String> progress;
    private final NotingCache notes = new NotingCache();

    private InventorySaver(LokiStore store, InventoryWriter writer, Problems problems, Consumer<String> progress) {
        this.store = store;
        this.noting = new Caching(notes, Duration.ZERO, 0, InstantSource.system(), taken -> {});
        this.writer = writer;
        this.content = new HeldContent(writer);
        this.problems = new KnownProblems(problems);
        this.progress = progress;
    }

    /**
     * What the store does not tell of itself.
     *
     * @param store its URI, without credentials
     * @param savedAt the present time
     * @param tool that saves, with its version
     */
    public record Origin(String store, Instant savedAt, String tool) {}

    /**
     * Saves.
     *
     * @param store all of it; what it has listed and cached does not count
     * @param out takes the inventory front to back; is not closed
     * @param problems told of what is missing in the inventory
     * @param progress told, in words for people, how far it is; by several threads
     * @throws IOException if the store as a whole fails, or {@code out} does: then what was written is no inventory
     */
    public static InventoryAbout save(
            LokiStore store, Origin origin, OutputStream out, Problems problems, Consumer<String> progress)
            throws IOException {
        return new InventorySaver(store, new InventoryWriter(out), problems, progress).save(origin);
    }

    private InventoryAbout save(Origin origin) throws IOException {
        SmallObjects small = settle();
        small.unlisted().forEach(problems::report);
        content.failures().forEach((key, why) -> {
            if (small.found().containsKey(key)) {
                problems.report(key, why);
            }
        });
        InventoryTally tally = new InventoryTally(small.layout());
        try (KeyRanges others = KeyRanges.list(
                small.source(),
                small.layout().root(),
                key -> !small.found().containsKey(key) && !small.covers(key),
                store.options().concurrency(),
                store.options().tempDirectory(),
                problems,
                count -> progress.accept("listing objects: " + count))) {
            progress.accept("writing");
            write(small, others, tally);
        }
        InventoryAbout about = tally.about(origin, problems);
        writer.finish(about, notes.notes());
        return about;
    }

    /** Reads small objects until a listing shows the same as the one before; in the end, those that were listed last. */
    private SmallObjects settle() throws IOException {
        SmallObjects last = null;
        for (int round = 0; round < ROUNDS; round++) {
            progress.accept("listing the index");
            LokiStore loki = store.reopen(noting);
            SmallObjects small = SmallObjects.of(loki);
            if (last != null && small.sameAs(last)) {
                return last;
            }
            last = small;
            content.read(
                    small.source(),
                    small.found().values(),
                    store.options().concurrency(),
                    (done, all) -> progress.accept("reading index files: " + done + " of " + all));
            notes.notes().clear();
            detectSchema(loki);
        }
        return Objects.requireNonNull(last);
    }

    /** While chunks can be looked into; the notes take it down. */
    private void detectSchema(LokiStore loki) throws IOException {
        progress.accept("finding out the schema");
        try {
            loki.detectedSchema();
        } catch (IOException e) {
            if (!ObjectFaults.isLocal(e)) {
                throw e;
            }
            // reports on the inventory find out what can be found out without chunks
            progress.accept("the schema is not known: " + e.getMessage());
        }
    }

    private void write(SmallObjects small, KeyRanges others, InventoryTally tally) throws IOException {
        Iterator<SmallObjects.Found> found = small.found().values().iterator();
        Merge merge = new Merge(found, tally);
        others.forEach(merge::other);
        merge.end();
    }

    /** Puts the small objects where they belong among the others. */
    private final class Merge {
        private final Iterator<SmallObjects.Found> found;
        private final InventoryTally tally;
        private SmallObjects.@Nullable Found next;

        Merge(Iterator<SmallObjects.Found> found, InventoryTally tally) {
            this.found = found;
            this.tally = tally;
            advance();
        }

        private void advance() {
            next = found.hasNext() ? found.next() : null;
        }

        void other(ListedObject object) throws IOException {
            while (next != null && next.info().key().compareTo(object.info().key()) < 0) {
                small(next);
            }
            add(object);
        }

        void end() throws IOException {
            while (next != null) {
                small(next);
            }
        }

        private void small(SmallObjects.Found object) throws IOException {
            add(content.get(object.info()));
            advance();
        }

        private void add(ListedObject object) throws IOException {
            tally.add(object);
            writer.add(object);
        }
    }
}
