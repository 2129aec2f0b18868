package dev.lokistore.index;

import dev.lokistore.index.layout.ChunkName;
import dev.lokistore.index.pack.BlobFile;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Takes chunks in any order from several threads; moves them to sorted temporary files once they are many. */
final class InventoryBuilder implements Closeable {
    /** Open at the same time while they are merged. */
    private static final int MAX_RUNS = 100;

    private final char delimiter;
    private final int inMemory;
    private final Path tempDirectory;
    private final List<SortedRun> runs = new ArrayList<>();
    private PackedChunks chunks;
    private boolean closed;

    InventoryBuilder(char delimiter, int inMemory, Path tempDirectory) {
        this.delimiter = delimiter;
        this.inMemory = inMemory;
        this.tempDirectory = tempDirectory;
        this.chunks = new PackedChunks(delimiter);
    }

    synchronized void add(ChunkName name, ObjectInfo object) throws IOException {
        if (closed) {
            // a listing that was told to stop and has not noticed yet must not make another file
            throw new StoreException(StoreException.Kind.INTERRUPTED, "the inventory was given up", null);
        }
        if (chunks.added() >= inMemory) {
            spill();
        }
        if (!chunks.add(name, object)) {
            spill();
            if (!chunks.add(name, object)) {
                throw new IOException("the ETag of " + object.key() + " is too long");
            }
        }
    }

    private void spill() throws IOException {
        runs.add(SortedRun.write(chunks.sort(), tempDirectory));
        chunks = new PackedChunks(delimiter);
        if (runs.size() == MAX_RUNS) {
            SortedRun merged = SortedRun.write(runs, tempDirectory);
            closeRuns();
            runs.add(merged);
        }
    }

    /** The inventory; its owner closes it, and nothing may be added any more. */
    synchronized OrderedInventory build() throws IOException {
        if (runs.isEmpty()) {
            return new OrderedInventory(chunks.sort(), () -> {});
        }
        spill();
        BlobFile file = BlobFile.create(tempDirectory);
        try (RunMerge merge = RunMerge.open(runs)) {
            ListingWriter listing = new ListingWriter(delimiter, file);
            while (merge.next()) {
                listing.add(merge.key(), merge.value());
            }
            return new OrderedInventory(listing.finish(file), file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Removes the temporary files that the inventory was built from. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        closeRuns();
    }

    private void closeRuns() throws IOException {
        IOException failed = null;
        for (SortedRun run : runs) {
            try {
                run.close();
            } catch (IOException e) {
                failed = e;
            }
        }
        runs.clear();
        if (failed != null) {
            throw failed;
        }
    }
}
