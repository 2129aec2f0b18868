package dev.lokistore.index;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.objectstore.ObjectInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.mapdb.BTreeMap;
import org.mapdb.DB;
import org.mapdb.DBException;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;

/**
 * An inventory in a temporary file: a B-tree of {@link StoredRow}s. It is written once, in order, from sorted runs: many
 * times faster than inserting.
 */
final class FileInventory implements ChunkInventory {
    private final char delimiter;
    private final Path file;
    private final DB db;
    private final BTreeMap<byte[], byte[]> tree;
    private final Set<TenantId> tenants;
    private final long size;

    private FileInventory(
            char delimiter, Path file, DB db, BTreeMap<byte[], byte[]> tree, Set<TenantId> tenants, long size) {
        this.delimiter = delimiter;
        this.file = file;
        this.db = db;
        this.tree = tree;
        this.tenants = tenants;
        this.size = size;
    }

    /** Merges runs; of chunks that are in several, the first run's counts. The runs stay, for the caller to close. */
    static FileInventory merge(char delimiter, Path directory, List<SortedRun> runs, Set<TenantId> tenants)
            throws IOException {
        Path file = Files.createTempFile(directory, "inventory", ".db");
        Files.delete(file); // MapDB makes it, with the right header
        DB db = null;
        try {
            // not mapped: a full disk under a mapping ends the JVM's thread instead of an exception
            db = DBMaker.fileDB(file.toFile()).fileChannelEnable().make();
            DB.TreeMapSink<byte[], byte[]> sink = db.treeMap("chunks", Serializer.BYTE_ARRAY, Serializer.BYTE_ARRAY)
                    .createFromSink();
            long size = 0;
            try (RunMerge rows = RunMerge.open(runs)) {
                while (rows.next()) {
                    sink.put(rows.key(), rows.value());
                    size++;
                }
            }
            return new FileInventory(delimiter, file, db, sink.create(), new TreeSet<>(tenants), size);
        } catch (DBException | IOException e) {
            if (db != null) {
                db.close();
            }
            Files.deleteIfExists(file);
            throw new IOException("cannot write the inventory " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public Set<TenantId> tenants() {
        return Collections.unmodifiableSet(tenants);
    }

    @Override
    public Optional<ObjectInfo> find(ChunkRef ref) {
        return Optional.ofNullable(tree.get(StoredRow.key(ref))).map(value -> StoredRow.object(ref, value, delimiter));
    }

    @Override
    public StoredChunkCursor chunks() {
        return new Cursor(tree.getEntries().iterator());
    }

    @Override
    public StoredChunkCursor chunks(TenantId tenant) {
        return new Cursor(tree.entryIterator(StoredRow.firstOf(tenant), true, StoredRow.behind(tenant), false));
    }

    @Override
    public void close() throws IOException {
        try {
            if (!db.isClosed()) {
                db.close();
            }
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private IOException unreadable(DBException e) {
        return new IOException("cannot read the inventory " + file + ": " + e.getMessage(), e);
    }

    private final class Cursor implements StoredChunkCursor {
        private final Iterator<Map.Entry<byte[], byte[]>> entries;
        private @Nullable StoredChunk current;

        Cursor(Iterator<Map.Entry<byte[], byte[]>> entries) {
            this.entries = entries;
        }

        @Override
        public boolean next() throws IOException {
            current = null;
            Map.Entry<byte[], byte[]> entry;
            try {
                if (!entries.hasNext()) {
                    return false;
                }
                entry = entries.next();
            } catch (DBException e) {
                throw unreadable(e);
            }
            ChunkRef ref = StoredRow.ref(entry.getKey());
            current = new StoredChunk(ref, StoredRow.object(ref, entry.getValue(), delimiter));
            return true;
        }

        @Override
        public StoredChunk chunk() {
            if (current == null) {
                throw new NoSuchElementException("no chunk");
            }
            return current;
        }

        @Override
        public void close() {}
    }
}
