package dev.lokistore.index;

import dev.lokistore.index.layout.ChunkName;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Takes chunks in any order from several threads, moves them to a file once they are many. */
final class InventoryBuilder implements Closeable {
    private final char delimiter;
    private final int inMemory;
    private final Path tempDirectory;
    private PackedChunks chunks;
    private @Nullable FileInventory file;
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
        if (chunks.size() >= inMemory) {
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
        if (file == null) {
            file = FileInventory.create(delimiter, tempDirectory);
        }
        // sorted, so that the tree's nodes are written one after the other
        file.add(chunks.sort());
        chunks = new PackedChunks(delimiter);
    }

    /** The inventory; its owner closes it, and the builder must not be used any more. */
    synchronized ChunkInventory build() throws IOException {
        if (file == null) {
            return new MemoryInventory(chunks.sort());
        }
        spill();
        FileInventory built = file;
        file = null;
        return built;
    }

    /** Removes the file of an inventory that was not built to its end. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (file != null) {
            file.close();
            file = null;
        }
    }
}
