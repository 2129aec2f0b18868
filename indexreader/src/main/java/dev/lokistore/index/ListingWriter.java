package dev.lokistore.index;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.pack.BlobSink;
import dev.lokistore.index.pack.Blobs;
import dev.lokistore.index.pack.PackWriter;
import dev.lokistore.index.pack.Segment;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

/** Writes chunks, which must come in order, as segments of a listing; holds one segment and its directory. */
final class ListingWriter {
    static final int SEGMENT_CHUNKS = 2_048;

    private final char delimiter;
    private final BlobSink segments;
    private final PackWriter buffer = new PackWriter();
    private final ListingDirectory directory;
    private final Set<TenantId> tenants = new TreeSet<>();
    private PackedChunks chunks;

    ListingWriter(char delimiter, BlobSink segments) {
        this.delimiter = delimiter;
        this.segments = segments;
        this.chunks = new PackedChunks(delimiter);
        this.directory = new ListingDirectory(delimiter);
    }

    void add(PackedChunks from, long place) throws IOException {
        chunks.add(from, place);
        flushIfFull();
    }

    /** @param key as {@link StoredRow} makes it, with its value */
    void add(byte[] key, byte[] value) throws IOException {
        StoredRow.add(key, value, chunks);
        flushIfFull();
    }

    private void flushIfFull() throws IOException {
        if (chunks.added() == SEGMENT_CHUNKS) {
            flush();
        }
    }

    private void flush() throws IOException {
        if (chunks.added() > 0) {
            PackedChunks full = chunks.sorted();
            ListingSegment.write(full, buffer);
            segments.add(Segment.pack(buffer));
            directory.add(full.ref(0), full.added());
            tenants.addAll(full.tenants());
            chunks = new PackedChunks(delimiter);
        }
    }

    /** The directory, without which the segments cannot be read. */
    ListingDirectory finish() throws IOException {
        flush();
        directory.addTenants(tenants);
        return directory;
    }

    /** Ends the listing and reads it from where it was written. */
    SortedChunks finish(Blobs written) throws IOException {
        return new SegmentedChunks(written, finish());
    }
}
