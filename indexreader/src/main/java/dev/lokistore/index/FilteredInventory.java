package dev.lokistore.index;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.objectstore.ObjectInfo;
import java.io.IOException;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** A part of an inventory: some tenants, or some of their streams. Closes the whole. */
final class FilteredInventory implements ChunkInventory {
    private final ChunkInventory all;
    private final Set<TenantId> tenants;
    private final Predicate<ChunkRef> wanted;

    FilteredInventory(ChunkInventory all, Set<TenantId> tenants, Predicate<ChunkRef> wanted) {
        this.all = all;
        this.wanted = wanted;
        Set<TenantId> known = new TreeSet<>(all.tenants());
        known.retainAll(tenants);
        this.tenants = Collections.unmodifiableSet(known);
    }

    /** Counts them. */
    @Override
    public long size() throws IOException {
        long size = 0;
        try (StoredChunkCursor cursor = chunks()) {
            while (cursor.next()) {
                size++;
            }
        }
        return size;
    }

    @Override
    public Set<TenantId> tenants() {
        return tenants;
    }

    private boolean isWanted(ChunkRef ref) {
        return tenants.contains(ref.tenant()) && wanted.test(ref);
    }

    @Override
    public Optional<ObjectInfo> find(ChunkRef ref) throws IOException {
        return isWanted(ref) ? all.find(ref) : Optional.empty();
    }

    @Override
    public Optional<ChunkObject> look(ChunkRef ref) throws IOException {
        return isWanted(ref) ? all.look(ref) : Optional.empty();
    }

    @Override
    public StoredChunkCursor chunks() throws IOException {
        return new Cursor(all.chunks());
    }

    @Override
    public StoredChunkCursor chunks(long firstDay, long lastDay) throws IOException {
        return new Cursor(all.chunks(firstDay, lastDay));
    }

    @Override
    public StoredChunkCursor chunks(TenantId tenant) throws IOException {
        return new Cursor(all.chunks(tenant));
    }

    @Override
    public void close() throws IOException {
        all.close();
    }

    private final class Cursor implements StoredChunkCursor {
        private final StoredChunkCursor cursor;

        Cursor(StoredChunkCursor cursor) {
            this.cursor = cursor;
        }

        @Override
        public boolean next() throws IOException {
            while (cursor.next()) {
                if (isWanted(cursor.chunk().ref())) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public StoredChunk chunk() {
            return cursor.chunk();
        }

        @Override
        public void close() throws IOException {
            cursor.close();
        }
    }
}
