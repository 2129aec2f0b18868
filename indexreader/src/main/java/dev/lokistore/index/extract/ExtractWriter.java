package dev.lokistore.index.extract;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.index.ChunkVolume;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.pack.BlobSink;
import dev.lokistore.index.pack.PackWriter;
import dev.lokistore.index.pack.Segment;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes series as segments, in the order they come. A series: flags (1: its labels are known), tenant as a word, number
 * of labels and their names and values as words, number of chunks. A chunk: flags (1: fingerprint of the one before, 2:
 * volume known), fingerprint (8 bytes) unless it is the same, from less the one before, through less from, checksum (4
 * bytes), and KiB and entries if they are known. Words and differences start anew with each segment.
 */
final class ExtractWriter {
    static final int LABELS_KNOWN = 1;
    static final int SAME_FINGERPRINT = 1;
    static final int VOLUME_KNOWN = 2;

    private static final int SEGMENT_BYTES = 128 << 10;

    private final BlobSink segments;
    private final PackWriter out = new PackWriter();
    private long fingerprint;
    private long from;

    ExtractWriter(BlobSink segments) {
        this.segments = segments;
    }

    void add(IndexedSeries series) throws IOException {
        Labels labels = series.labels();
        out.u8(labels == null ? 0 : LABELS_KNOWN).word(series.tenant().value());
        if (labels != null) {
            out.uvarint(labels.size());
            for (int i = 0; i < labels.size(); i++) {
                out.word(labels.name(i)).word(labels.value(i));
            }
        }
        out.uvarint(series.chunks().size());
        for (IndexedChunk chunk : series.chunks()) {
            add(chunk.ref(), chunk.volume());
        }
        if (out.size() >= SEGMENT_BYTES) {
            flush();
        }
    }

    private void add(ChunkRef ref, @Nullable ChunkVolume volume) {
        boolean same = ref.fingerprint() == fingerprint;
        out.u8((same ? SAME_FINGERPRINT : 0) | (volume == null ? 0 : VOLUME_KNOWN));
        if (!same) {
            fingerprint = ref.fingerprint();
            out.u64(fingerprint);
        }
        out.varint(ref.fromMillis() - from);
        from = ref.fromMillis();
        out.varint(ref.throughMillis() - ref.fromMillis());
        out.u32(ref.checksum());
        if (volume != null) {
            out.uvarint(volume.rawKilobytes()).uvarint(volume.entries());
        }
    }

    private void flush() throws IOException {
        segments.add(Segment.pack(out));
        out.clear();
        fingerprint = 0;
        from = 0;
    }

    void finish() throws IOException {
        if (out.size() > 0) {
            flush();
        }
    }
}
