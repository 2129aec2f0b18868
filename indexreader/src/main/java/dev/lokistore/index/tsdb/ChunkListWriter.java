package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSink;
import java.util.List;

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
    void write(List<SpooledChunk> chunks, ByteSink to) {
        markers.clear();
        entries.clear();
        markers.uvarint((chunks.size() + PAGE - 1) / PAGE);
        long previous = 0;
        for (int start = 0; start < chunks.size(); start += PAGE) {
            List<SpooledChunk> page = chunks.subList(start, Math.min(start + PAGE, chunks.size()));
            marker(page);
            for (SpooledChunk chunk : page) {
                entries.varint(chunk.from() - previous);
                entries.uvarint(chunk.through() - chunk.from());
                entries.uvarint(Integer.toUnsignedLong(chunk.kilobytes()));
                entries.uvarint(Integer.toUnsignedLong(chunk.entries()));
                entries.u32be(chunk.checksum());
                previous = chunk.through();
            }
        }
        to.uvarint(chunks.size());
        if (version >= FORMAT_WITH_PAGES) {
            to.u32be(markers.size());
            to.write(markers.array(), 0, markers.size());
        }
        to.write(entries.array(), 0, entries.size());
    }

    private void marker(List<SpooledChunk> page) {
        int kilobytes = 0; // both sums wrap
        int lines = 0;
        long last = 0;
        for (SpooledChunk chunk : page) {
            kilobytes += chunk.kilobytes();
            lines += chunk.entries();
            last = Math.max(last, chunk.through());
        }
        long first = page.get(0).from();
        markers.uvarint(page.size());
        markers.u32be(kilobytes);
        markers.u32be(lines);
        markers.uvarint(entries.size());
        markers.varint(first);
        markers.varint(last - first);
    }
}
