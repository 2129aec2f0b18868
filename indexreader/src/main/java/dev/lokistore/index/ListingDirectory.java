package dev.lokistore.index;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.layout.ChunkForm;
import dev.lokistore.index.pack.PackReader;
import dev.lokistore.index.pack.PackWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Where the chunks of a listing are: the first chunk of each segment and how many there are before it. */
final class ListingDirectory {
    private static final byte[] NO_ETAG = new byte[0];

    private final char delimiter;
    private final PackedChunks firsts;
    private final List<TenantId> tenants = new ArrayList<>();
    private long[] starts = new long[16];
    private long size;

    ListingDirectory(char delimiter) {
        this.delimiter = delimiter;
        this.firsts = new PackedChunks(delimiter);
    }

    void add(ChunkRef first, int chunks) {
        firsts.add(first, ChunkForm.NESTED, 0, Instant.EPOCH, NO_ETAG, false);
        if (segments() == starts.length) {
            starts = Arrays.copyOf(starts, 2 * starts.length); // one more than segments
        }
        size += chunks;
        starts[segments()] = size;
    }

    void addTenants(Collection<TenantId> ids) {
        tenants.addAll(ids);
        firsts.sorted();
    }

    char delimiter() {
        return delimiter;
    }

    List<TenantId> tenants() {
        return tenants;
    }

    /** Chunks in all segments. */
    long size() {
        return size;
    }

    int segments() {
        return firsts.added();
    }

    /** Chunks before the segment. */
    long start(int segment) {
        return starts[segment];
    }

    /** The segment that holds the place. */
    int segmentOf(long place) {
        // all segments but the last are full, in files of ours
        int guess = (int) Math.min(segments() - 1, place / ListingWriter.SEGMENT_CHUNKS);
        if (guess >= 0 && starts[guess] <= place && place < starts[guess + 1]) {
            return guess;
        }
        int found = Arrays.binarySearch(starts, 0, segments() + 1, place);
        return found >= 0 ? found : -found - 2;
    }

    /** The last segment that may begin at or before the chunk; -1 if all begin behind it. */
    int floor(long day, ChunkRef ref) {
        long place = firsts.lowerBound(day, ref);
        boolean exact = place < segments() && firsts.ref(place).equals(ref) && ChunkDays.day(ref) == day;
        return (int) (exact ? place : place - 1);
    }

    void write(PackWriter out) {
        out.uvarint(delimiter);
        out.uvarint(tenants.size());
        tenants.forEach(tenant -> out.text(tenant.value()));
        out.uvarint(segments());
        for (int segment = 0; segment < segments(); segment++) {
            ChunkRef ref = firsts.ref(segment);
            out.word(ref.tenant().value()).u64(ref.fingerprint());
            out.varint(ref.fromMillis()).varint(ref.throughMillis()).u32(ref.checksum());
            out.uvarint(starts[segment + 1] - starts[segment]);
        }
    }

    /** @param expected segments that there are */
    static ListingDirectory read(PackReader in, int expected) throws CorruptDataException {
        ListingDirectory directory = new ListingDirectory((char) in.uvarintUpTo(Character.MAX_VALUE, "delimiter"));
        List<TenantId> tenants = new ArrayList<>();
        int tenantCount = in.count("tenants");
        for (int i = 0; i < tenantCount; i++) {
            tenants.add(ListingSegment.tenant(in.text("tenant"), in));
        }
        int segments = in.count("segments");
        if (segments != expected) {
            throw in.corrupt("segments", expected, segments);
        }
        for (int i = 0; i < segments; i++) {
            ChunkRef first = new ChunkRef(
                    ListingSegment.tenant(in.word("tenant"), in),
                    in.u64("fingerprint"),
                    in.varint("from"),
                    in.varint("through"),
                    in.u32("checksum"));
            directory.add(first, in.uvarintUpTo(ListingWriter.SEGMENT_CHUNKS, "chunks in a segment"));
        }
        in.end();
        directory.addTenants(tenants);
        return directory;
    }
}
