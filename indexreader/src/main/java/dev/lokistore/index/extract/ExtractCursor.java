package dev.lokistore.index.extract;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.ChunkVolume;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.pack.Blobs;
import dev.lokistore.index.pack.PackReader;
import dev.lokistore.index.pack.Segment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads what {@link ExtractWriter} wrote, one segment in memory at a time. */
final class ExtractCursor implements SeriesCursor {
    private final Blobs blobs;
    private int nextSegment;
    private PackReader in;
    private @Nullable TenantId tenant;
    private @Nullable IndexedSeries current;
    private long fingerprint;
    private long from;

    ExtractCursor(Blobs blobs) {
        this.blobs = blobs;
        this.in = new PackReader(blobs.name(), new byte[0]);
    }

    @Override
    public boolean next() throws IOException {
        while (in.atEnd()) {
            if (nextSegment == blobs.count()) {
                current = null;
                return false;
            }
            in = Segment.unpack(blobs.name() + ", segment " + nextSegment, blobs.read(nextSegment));
            nextSegment++;
            fingerprint = 0;
            from = 0;
        }
        boolean labelled = (in.choice(ExtractWriter.LABELS_KNOWN + 1, "flags of a series") != 0);
        TenantId id = tenant(in.word("tenant"));
        Labels labels = labelled ? labels() : null;
        int count = in.count("chunks of a series");
        List<IndexedChunk> chunks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            chunks.add(chunk(id));
        }
        current = new IndexedSeries(id, labels, chunks);
        return true;
    }

    private TenantId tenant(String name) throws CorruptDataException {
        TenantId known = tenant;
        if (known != null && known.value().equals(name)) {
            return known;
        }
        try {
            TenantId id = TenantId.of(name);
            tenant = id;
            return id;
        } catch (IllegalArgumentException e) {
            throw in.corrupt("tenant", "a tenant's name", e.getMessage());
        }
    }

    private Labels labels() throws CorruptDataException {
        String[] pairs = new String[2 * in.count("labels")];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = in.word("label");
        }
        try {
            return Labels.ofSorted(pairs);
        } catch (IllegalArgumentException e) {
            throw in.corrupt("labels", "names in order", e.getMessage());
        }
    }

    private IndexedChunk chunk(TenantId id) throws CorruptDataException {
        int flags = in.choice(2 * ExtractWriter.VOLUME_KNOWN, "flags of a chunk");
        if ((flags & ExtractWriter.SAME_FINGERPRINT) == 0) {
            fingerprint = in.u64("fingerprint");
        }
        from += in.varint("from");
        long through = from + in.varint("through");
        ChunkRef ref = new ChunkRef(id, fingerprint, from, through, in.u32("checksum"));
        ChunkVolume volume = (flags & ExtractWriter.VOLUME_KNOWN) == 0
                ? null
                : new ChunkVolume(in.uvarint("KiB"), in.uvarint("entries"));
        return new IndexedChunk(ref, volume);
    }

    @Override
    public IndexedSeries series() {
        return Objects.requireNonNull(current, "no current series");
    }

    @Override
    public void close() {}
}
