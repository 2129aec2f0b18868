package dev.lokistore.index;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.objectstore.ObjectInfo;
import java.util.Collections;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An inventory that fits in memory. */
final class MemoryInventory implements ChunkInventory {
    private final PackedChunks chunks;
    private final Set<TenantId> tenants;

    /** @param chunks sorted */
    MemoryInventory(PackedChunks chunks) {
        this.chunks = chunks;
        this.tenants = Collections.unmodifiableSet(new TreeSet<>(chunks.tenants()));
    }

    @Override
    public long size() {
        return chunks.distinct();
    }

    @Override
    public Set<TenantId> tenants() {
        return tenants;
    }

    @Override
    public Optional<ObjectInfo> find(ChunkRef ref) {
        int place = chunks.lowerBound(ref);
        boolean found = place < chunks.distinct() && chunks.ref(place).equals(ref);
        return found ? Optional.of(chunks.object(place)) : Optional.empty();
    }

    @Override
    public StoredChunkCursor chunks() {
        return new Cursor(0, null);
    }

    @Override
    public StoredChunkCursor chunks(TenantId tenant) {
        return new Cursor(chunks.lowerBound(new ChunkRef(tenant, 0, Long.MIN_VALUE, Long.MIN_VALUE, 0)), tenant);
    }

    @Override
    public void close() {}

    private final class Cursor implements StoredChunkCursor {
        private final @Nullable TenantId only;
        private int next;
        private @Nullable StoredChunk current;

        Cursor(int first, @Nullable TenantId only) {
            this.next = first;
            this.only = only;
        }

        @Override
        public boolean next() {
            current = null;
            if (next >= chunks.distinct()) {
                return false;
            }
            ChunkRef ref = chunks.ref(next);
            if (only != null && !ref.tenant().equals(only)) {
                return false;
            }
            current = new StoredChunk(ref, chunks.object(next));
            next++;
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
