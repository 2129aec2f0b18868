package dev.lokistore.index;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.layout.ChunkForm;
import dev.lokistore.index.pack.BlobSink;
import dev.lokistore.objectstore.ObjectInfo;
import java.io.IOException;
import java.util.List;

/** Chunks with their objects, each once, in the order of {@link ChunkDays}. Safe for use by several threads. */
interface SortedChunks {
    long size();

    /** In no particular order. */
    List<TenantId> tenants();

    /** @param place below {@link #size()} */
    ChunkRef ref(long place) throws IOException;

    /** Whether the chunk is at the place, which is below {@link #size()}. */
    boolean isAt(long place, ChunkRef ref) throws IOException;

    /** How the object's key is made. */
    ChunkForm form(long place) throws IOException;

    ObjectInfo object(long place) throws IOException;

    /** The object, made when it is asked for; holds its neighbours in memory. */
    ChunkObject look(long place) throws IOException;

    /**
     * The first place whose chunk is not below the given one; {@link #size()} if all are.
     *
     * @param day of the chunk; that of {@code ref} unless a place between two days is wanted
     */
    long lowerBound(long day, ChunkRef ref) throws IOException;

    /** Writes all chunks as segments; the directory that is needed to read them. */
    ListingDirectory writeTo(BlobSink segments) throws IOException;
}
