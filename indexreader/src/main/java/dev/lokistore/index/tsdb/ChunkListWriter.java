package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSink;

/** Encodes chunk lists ({@code formats/index-tables.md#43-chunk-list}). */
final class ChunkListWriter {
    private static final int FORMAT_WITH_PAGES = 3;
    private static final int PAGE = 16;

    private final int version;
    private final ByteSink markers = new ByteSink();
    private final ByteSink entries = new ByteSink();

    ChunkListWriter(int version) {
        this.version = version;
    }

    /** @param chunks in order, each once */
    void write(ChunkColumns chunks, ByteSink to) {
        markers.clear();
        entries.clear();
        int size = chunks.size();
        markers.uvarint((size + PAGE - 1) / PAGE);
        long previous = 0;
        for (int i = 0; i < size; i++) {
            if (i % PAGE == 0 && version >= FORMAT_WITH_PAGES) {
                marker(chunks, i, Math.min(i + PAGE, size));
            }
            entries.varint(chunks.from(i) - previous);
            entries.uvarint(chunks.through(i) - chunks.from(i));
            entries.uvarint(Integer.toUnsignedLong(chunks.kilobytes(i)));
            entries.uvarint(Integer.toUnsignedLong(chunks.entries(i)));
            entries.u32be(chunks.checksum(i));
            previous = chunks.through(i);
        }
        to.uvarint(size);
        if (version >= FORMAT_WITH_PAGES) {
            to.u32be(size == 0 ? 0 : markers.size());
            to.write(markers.array(), 0, markers.size());
        }
        to.write(entries.array(), 0, entries.size());
    }

    /** Of the chunks {@code [start, end)}, before whose first entry it is called. */
    private void marker(ChunkColumns chunks, int start, int end) {
        int kilobytes = 0; // both sums wrap
        int lines = 0;
        long last = 0;
        for (int i = start; i < end; i++) {
            kilobytes += chunks.kilobytes(i);
            lines += chunks.entries(i);
            last = Math.max(last, chunks.through(i));
        }
        markers.uvarint(end - start);
        markers.u32be(kilobytes);
        markers.u32be(lines);
        markers.uvarint(entries.size());
        markers.varint(chunks.from(start));
        markers.varint(last - chunks.from(start));
    }
}
