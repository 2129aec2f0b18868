package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.CorruptDataException;

/**
 * The page markers before a chunk list of format 3 ({@code formats/index-tables.md#43-chunk-list}): arrays with one element
 * a page.
 */
final class PageMarkers {
    private static final int SMALLEST_MARKER = 12;

    final int[] chunks;
    final int[] kilobytes; // sums modulo 2^32
    final int[] entries;
    final int[] offsets; // of the page's first entry, from the series' first entry
    final long[] minimum;
    final long[] maximum;

    private PageMarkers(int pages) {
        chunks = new int[pages];
        kilobytes = new int[pages];
        entries = new int[pages];
        offsets = new int[pages];
        minimum = new long[pages];
        maximum = new long[pages];
    }

    int pages() {
        return chunks.length;
    }

    /** Leaves {@code fields} at the first chunk entry. */
    static PageMarkers read(Fields fields, int chunkCount) throws CorruptDataException {
        long length = Integer.toUnsignedLong(fields.u32());
        if (length > fields.remaining()) {
            throw fields.corrupt(
                    "length of page markers: expected at most " + fields.remaining() + ", found " + length);
        }
        int start = fields.position();
        // a series without chunks says 0, although the count of markers still takes a byte
        if (chunkCount == 0 ? length > 1 : length == 0) {
            throw fields.corrupt("length of page markers: found " + length + " for " + chunkCount + " chunks");
        }
        int pages = fields.count("page markers", Math.min(chunkCount, length / SMALLEST_MARKER));
        PageMarkers markers = new PageMarkers(pages);
        int areaSize = fields.remaining() - (int) (length - (fields.position() - start));
        int sum = 0;
        for (int page = 0; page < pages; page++) {
            markers.readPage(fields, page, chunkCount - sum, areaSize);
            sum += markers.chunks[page];
        }
        if (sum != chunkCount) {
            throw fields.corrupt("chunks in all pages: expected " + chunkCount + ", found " + sum);
        }
        if (chunkCount > 0 && fields.position() - start != length) {
            throw fields.corrupt(
                    "length of page markers: expected " + (fields.position() - start) + ", found " + length);
        }
        return markers;
    }

    private void readPage(Fields fields, int page, int chunksLeft, int areaSize) throws CorruptDataException {
        chunks[page] = fields.count("chunks in a page", chunksLeft);
        kilobytes[page] = fields.u32();
        entries[page] = fields.u32();
        offsets[page] = fields.count("offset of a page", areaSize - 1L);
        if (chunks[page] == 0 || (page == 0 ? offsets[page] != 0 : offsets[page] <= offsets[page - 1])) {
            throw fields.corrupt("page " + page + ": found " + chunks[page] + " chunks at offset " + offsets[page]);
        }
        minimum[page] = fields.varint("first time of a page");
        long span = fields.varint("span of a page");
        maximum[page] = minimum[page] + span;
        if (minimum[page] < 0 || span < 0 || maximum[page] < 0) {
            throw fields.corrupt("times of page " + page + ": found " + minimum[page] + " and a span of " + span);
        }
    }
}
