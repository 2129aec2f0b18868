package dev.lokistore.index;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.objectstore.ObjectInfo;
import java.io.Closeable;
import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/**
 * The chunks that exist as objects, from listings only: no object was read. Kept compactly in memory while small, in a
 * file beyond. The listing may be an earlier one: see {@link Caching}. Safe for use by several threads; whoever made it closes it, which removes the file.
 */
public interface ChunkInventory extends Closeable {
    /** The order of {@link #chunks()}. */
    Comparator<ChunkRef> ORDER =
            Comparator.<ChunkRef>comparingLong(ChunkDays::day).thenComparing(Comparator.naturalOrder());

    /** Number of chunks; one that is stored under both forms of its key counts once. */
    long size() throws IOException;

    /** Tenants that have a chunk here, in order. */
    Set<TenantId> tenants();

    /** The chunk's object, with its physical key. */
    Optional<ObjectInfo> find(ChunkRef ref) throws IOException;

    /** As {@link #find}, without making what may not be asked for; fastest for chunks in the order of {@link #chunks()}. */
    default Optional<ChunkObject> look(ChunkRef ref) throws IOException {
        return find(ref).map(ChunkObject::of);
    }

    /** All chunks, by the UTC day of their {@code from}, of one day in the order of {@link ChunkRef}: as tables name them. */
    StoredChunkCursor chunks() throws IOException;

    /** Those whose {@code from} lies on these UTC days, in the order of {@link #chunks()}. */
    StoredChunkCursor chunks(long firstDay, long lastDay) throws IOException;

    /** One tenant's chunks, by the UTC day of their {@code from}, of one day in the order of {@link ChunkRef}. */
    StoredChunkCursor chunks(TenantId tenant) throws IOException;
}
