package dev.lokistore.objectstore;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Lists many prefixes at once. The objects of one prefix come in key order, those of different prefixes interleave. Holds
 * a bounded number of entries: listers wait for a slow reader. The first failure of any prefix fails the whole.
 */
public final class ParallelListing implements Listing<ObjectInfo> {
    private static final int BATCH = 500;
    private static final int BATCHES_PER_THREAD = 4;

    private sealed interface Batch {}

    private record Entries(List<ObjectInfo> infos) implements Batch {}

    private record Failed(IOException failure) implements Batch {}

    /** A lister found no more prefixes. */
    private record Finished() implements Batch {}

    private final ObjectReader reader;
    private final Queue<String> prefixes;
    private final BlockingQueue<Batch> batches;
    private final List<Thread> listers = new ArrayList<>();
    private int running;
    private Iterator<ObjectInfo> batch = List.<ObjectInfo>of().iterator();
    private @Nullable ObjectInfo entry;
    private @Nullable IOException failure;

    private ParallelListing(ObjectReader reader, Collection<String> prefixes, int threads) {
        this.reader = reader;
        this.prefixes = new ConcurrentLinkedQueue<>(prefixes);
        this.batches = new ArrayBlockingQueue<>(threads * BATCHES_PER_THREAD);
        this.running = threads;
    }

    /**
     * @param prefixes none should begin with another, else objects come twice
     * @param threads 1 or more
     */
    public static ParallelListing open(ObjectReader reader, Collection<String> prefixes, int threads) {
        int useful = Math.max(1, Math.min(threads, prefixes.size()));
        ParallelListing listing = new ParallelListing(reader, prefixes, useful);
        for (int i = 0; i < useful; i++) {
            Thread lister = new Thread(listing::run, "lister-" + i);
            lister.setDaemon(true);
            listing.listers.add(lister);
        }
        listing.listers.forEach(Thread::start);
        return listing;
    }

    private void run() {
        try {
            try {
                String prefix;
                while ((prefix = prefixes.poll()) != null) {
                    listOne(prefix);
                }
                batches.put(new Finished());
            } catch (IOException e) {
                batches.put(new Failed(e));
            } catch (RuntimeException | Error e) {
                // a defect must reach the reader, which would wait for ever otherwise
                batches.put(new Failed(new IOException("listing failed", e)));
            }
        } catch (InterruptedException e) {
            // closed: nobody reads any more
            Thread.currentThread().interrupt();
        }
    }

    private void listOne(String prefix) throws IOException, InterruptedException {
        try (Listing<ObjectInfo> listing = reader.list(prefix)) {
            List<ObjectInfo> infos = new ArrayList<>(BATCH);
            while (listing.next()) {
                infos.add(listing.entry());
                if (infos.size() == BATCH) {
                    batches.put(new Entries(List.copyOf(infos)));
                    infos.clear();
                }
            }
            batches.put(new Entries(List.copyOf(infos)));
        }
    }

    @Override
    public boolean next() throws IOException {
        while (!batch.hasNext()) {
            if (failure != null) {
                throw failure;
            }
            if (running == 0) {
                entry = null;
                return false;
            }
            take();
        }
        entry = batch.next();
        return true;
    }

    private void take() throws IOException {
        Batch taken;
        try {
            taken = batches.take();
        } catch (InterruptedException e) {
            close();
            throw Interruption.of(Operation.LIST, reader.name(), e);
        }
        if (taken instanceof Entries entries) {
            batch = entries.infos().iterator();
        } else if (taken instanceof Failed failed) {
            failure = failed.failure();
            close();
        } else {
            running--;
        }
    }

    @Override
    public ObjectInfo entry() {
        if (entry == null) {
            throw new IllegalStateException("no entry: next() was not called or returned false");
        }
        return entry;
    }

    /** Stops the listers; does not wait for them. The listing is at its end afterwards. */
    @Override
    public void close() {
        running = 0;
        listers.forEach(Thread::interrupt);
    }
}
