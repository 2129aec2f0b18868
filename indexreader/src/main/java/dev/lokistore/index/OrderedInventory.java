package dev.lokistore.index;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.objectstore.ObjectInfo;
import java.io.Closeable;
import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/** An inventory over sorted chunks, wherever they are kept. */
final class OrderedInventory implements ChunkInventory {
    private static final int DAYS = 4;

    private final SortedChunks chunks;
    private final Set<TenantId> tenants;
    private final Closeable resource;
    /** Where the chunks were found that were asked for last, by day: a table asks for those of two days in turn. */
    private final AtomicLongArray latest = new AtomicLongArray(DAYS);

    /** @param resource that holds the chunks; closed with the inventory */
    OrderedInventory(SortedChunks chunks, Closeable resource) {
        this.chunks = chunks;
        this.tenants = Collections.unmodifiableSet(new TreeSet<>(chunks.tenants()));
        this.resource = resource;
    }

    SortedChunks sorted() {
        return chunks;
    }

    @Override
    public long size() {
        return chunks.size();
    }

    @Override
    public Set<TenantId> tenants() {
        return tenants;
    }

    @Override
    public Optional<ObjectInfo> find(ChunkRef ref) throws IOException {
        long place = placeOf(ref);
        return place < chunks.size() ? Optional.of(chunks.object(place)) : Optional.empty();
    }

    @Override
    public Optional<ChunkObject> look(ChunkRef ref) throws IOException {
        long place = placeOf(ref);
        return place < chunks.size() ? Optional.of(chunks.look(place)) : Optional.empty();
    }

    /** {@link #size()} if it is nowhere. Tables name chunks in nearly the order of the inventory. */
    private long placeOf(ChunkRef ref) throws IOException {
        int day = Math.floorMod(ChunkDays.day(ref), DAYS);
        long next = latest.get(day) + 1;
        long place = next;
        if (next >= chunks.size() || !chunks.isAt(next, ref)) {
            place = chunks.lowerBound(ChunkDays.day(ref), ref);
            if (place == chunks.size() || !chunks.isAt(place, ref)) {
                return chunks.size();
            }
        }
        latest.lazySet(day, place);
        return place;
    }

    @Override
    public StoredChunkCursor chunks() {
        return new Cursor(null, 0, chunks.size());
    }

    @Override
    public StoredChunkCursor chunks(long firstDay, long lastDay) throws IOException {
        return new Cursor(null, startOf(firstDay), startOf(lastDay + 1));
    }

    /** Where the chunks of a day and all later ones begin. */
    private long startOf(long day) throws IOException {
        Iterator<TenantId> first = tenants.iterator();
        return first.hasNext() ? chunks.lowerBound(day, below(first.next())) : 0;
    }

    /** Before all chunks of a tenant on a day. */
    private static ChunkRef below(TenantId tenant) {
        return new ChunkRef(tenant, 0, Long.MIN_VALUE, Long.MIN_VALUE, 0);
    }

    @Override
    public StoredChunkCursor chunks(TenantId tenant) {
        return new Cursor(tenant, 0, chunks.size());
    }

    @Override
    public void close() throws IOException {
        resource.close();
    }

    private final class Cursor implements StoredChunkCursor {
        private final @Nullable TenantId only;
        private final long end;
        private long next;
        private @Nullable StoredChunk current;

        /** @param only whose chunks; null for all */
        Cursor(@Nullable TenantId only, long start, long end) {
            this.only = only;
            this.next = start;
            this.end = end;
        }

        @Override
        public boolean next() throws IOException {
            current = null;
            while (next < end) {
                ChunkRef ref = chunks.ref(next);
                int order = only == null ? 0 : ref.tenant().compareTo(only);
                if (order == 0 || only == null) {
                    current = new StoredChunk(ref, chunks.object(next));
                    next++;
                    return true;
                }
                // each day has a stretch of the tenant's chunks: behind it, on to the next day's
                long there = chunks.lowerBound(ChunkDays.day(ref) + (order < 0 ? 0 : 1), below(only));
                // a file that is not in order must not lead back
                next = Math.max(next + 1, there);
            }
            return false;
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
