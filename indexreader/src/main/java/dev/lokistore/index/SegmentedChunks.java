package dev.lokistore.index;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.layout.ChunkForm;
import dev.lokistore.index.pack.BlobSink;
import dev.lokistore.index.pack.Blobs;
import dev.lokistore.index.pack.Segment;
import dev.lokistore.objectstore.ObjectInfo;
import java.io.IOException;
import java.io.Serial;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Sorted chunks in segments, of which the last few that were needed are kept unpacked. */
final class SegmentedChunks implements SortedChunks {
    /** About 10 MB; a walk through a table needs one or two, several walks at a time a few more. */
    private static final int KEPT = 64;

    private static final int HOT = 8;

    private record Unpacked(int number, PackedChunks chunks) {}

    private final Blobs blobs;
    private final ListingDirectory directory;
    private final Map<Integer, PackedChunks> unpacked = new Kept();
    /** The few in use at the moment, without a lock. */
    private final AtomicReferenceArray<@Nullable Unpacked> latest = new AtomicReferenceArray<>(HOT);

    /** @param blobs the first of them are the segments */
    SegmentedChunks(Blobs blobs, ListingDirectory directory) {
        this.blobs = blobs;
        this.directory = directory;
    }

    @Override
    public long size() {
        return directory.size();
    }

    @Override
    public List<TenantId> tenants() {
        return directory.tenants();
    }

    @Override
    public ChunkRef ref(long place) throws IOException {
        int segment = directory.segmentOf(place);
        return segment(segment).ref(place - directory.start(segment));
    }

    @Override
    public boolean isAt(long place, ChunkRef ref) throws IOException {
        int segment = directory.segmentOf(place);
        return segment(segment).isAt(place - directory.start(segment), ref);
    }

    @Override
    public ChunkObject look(long place) throws IOException {
        int segment = directory.segmentOf(place);
        return segment(segment).look(place - directory.start(segment));
    }

    @Override
    public ChunkForm form(long place) throws IOException {
        int segment = directory.segmentOf(place);
        return segment(segment).form(place - directory.start(segment));
    }

    @Override
    public ObjectInfo object(long place) throws IOException {
        int segment = directory.segmentOf(place);
        return segment(segment).object(place - directory.start(segment));
    }

    @Override
    public long lowerBound(long day, ChunkRef ref) throws IOException {
        int segment = directory.floor(day, ref);
        return segment < 0 ? 0 : directory.start(segment) + segment(segment).lowerBound(day, ref);
    }

    @Override
    public ListingDirectory writeTo(BlobSink segments) throws IOException {
        for (int i = 0; i < directory.segments(); i++) {
            segments.add(blobs.read(i));
        }
        return directory;
    }

    private PackedChunks segment(int number) throws IOException {
        Unpacked hot = latest.get(number % HOT);
        if (hot != null && hot.number() == number) {
            return hot.chunks();
        }
        PackedChunks found = unpacked(number);
        latest.lazySet(number % HOT, new Unpacked(number, found));
        return found;
    }

    private synchronized PackedChunks unpacked(int number) throws IOException {
        PackedChunks found = unpacked.get(number);
        if (found == null) {
            String name = blobs.name() + ", segment " + number;
            found = ListingSegment.read(Segment.unpack(name, blobs.read(number)), directory.delimiter());
            long expected = directory.start(number + 1) - directory.start(number);
            if (found.size() != expected) {
                throw new CorruptDataException(name, 0, "chunks", expected, found.size());
            }
            unpacked.put(number, found);
        }
        return found;
    }

    private static final class Kept extends LinkedHashMap<Integer, PackedChunks> {
        @Serial
        private static final long serialVersionUID = 1L;

        Kept() {
            super(2 * KEPT, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, PackedChunks> eldest) {
            return size() > KEPT;
        }
    }
}
