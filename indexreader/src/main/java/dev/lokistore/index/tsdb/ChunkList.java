package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TimeRange;

/**
 * Decodes the chunk list at the end of a series record ({@code formats/index-tables.md#43-chunk-list}). In format 3, pages
 * of long lists that lie outside the range are skipped by their markers.
 */
final class ChunkList {
    private static final int SMALLEST_ENTRY = 8;
    private static final int LONG_LIST = 64;
    private static final int FORMAT_WITH_PAGES = 3;
    private static final long U32_MAX = 0xffffffffL;

    private final Fields fields;
    private final long firstMillis;
    private final long lastMillis;
    private final int version;
    private ChunkColumns chunks = new ChunkColumns();
    private TimeRange range = TimeRange.ALL;

    // of the chunk that entry() read
    private long from;
    private long through;
    private int kilobytes;
    private int entries;

    /**
     * @param firstMillis no chunk may start before it
     * @param lastMillis no chunk may end after it
     */
    ChunkList(Fields fields, long firstMillis, long lastMillis, int version) {
        this.fields = fields;
        this.firstMillis = firstMillis;
        this.lastMillis = lastMillis;
        this.version = version;
    }

    /** Reads from the list's first byte to the record's last one, and adds the chunks that overlap the range. */
    void read(TimeRange wanted, ChunkColumns into) throws CorruptDataException {
        range = wanted;
        chunks = into;
        from = 0;
        through = 0;
        int count = fields.count("chunks of a series", fields.remaining() / SMALLEST_ENTRY);
        if (version < FORMAT_WITH_PAGES) {
            for (int i = 0; i < count; i++) {
                entry();
            }
            expectEnd();
        } else {
            readPages(count);
        }
    }

    private void readPages(int count) throws CorruptDataException {
        PageMarkers markers = PageMarkers.read(fields, count);
        int area = fields.position();
        boolean jumped = false;
        for (int page = 0; page < markers.pages(); page++) {
            if (count >= LONG_LIST && !range.overlapsMillis(markers.minimum[page], markers.maximum[page])) {
                jumped = true;
                continue;
            }
            if (jumped) {
                fields.moveTo(area + markers.offsets[page]);
            } else if (fields.position() != area + markers.offsets[page]) {
                throw fields.corrupt("offset of page " + page + ": expected " + (fields.position() - area) + ", found "
                        + markers.offsets[page]);
            }
            readPage(markers, page, jumped);
            jumped = false;
        }
        if (!jumped) {
            expectEnd();
        }
    }

    private void readPage(PageMarkers markers, int page, boolean jumped) throws CorruptDataException {
        int kilobyteSum = 0;
        int entrySum = 0;
        long maximum = 0;
        for (int i = 0; i < markers.chunks[page]; i++) {
            if (i == 0 && jumped) {
                entryAt(markers.minimum[page]);
            } else {
                entry();
            }
            if (i == 0 && from != markers.minimum[page]) {
                throw fields.corrupt(
                        "first time of page " + page + ": expected " + from + ", found " + markers.minimum[page]);
            }
            kilobyteSum += kilobytes;
            entrySum += entries;
            maximum = Math.max(maximum, through);
        }
        if (maximum != markers.maximum[page]) {
            throw fields.corrupt(
                    "last time of page " + page + ": expected " + maximum + ", found " + markers.maximum[page]);
        }
        if (kilobyteSum != markers.kilobytes[page] || entrySum != markers.entries[page]) {
            throw fields.corrupt("sums of page " + page + ": expected "
                    + Integer.toUnsignedString(kilobyteSum) + " KB and " + Integer.toUnsignedString(entrySum)
                    + " entries, found " + Integer.toUnsignedString(markers.kilobytes[page]) + " and "
                    + Integer.toUnsignedString(markers.entries[page]));
        }
    }

    private void entry() throws CorruptDataException {
        // what overflows becomes negative, which finish() refuses
        finish(through + fields.varint("start of a chunk"));
    }

    private void entryAt(long start) throws CorruptDataException {
        fields.varint("start of a chunk");
        from = 0;
        finish(start);
    }

    private void finish(long start) throws CorruptDataException {
        long duration = fields.uvarint("duration of a chunk");
        long end = start + duration;
        if (start < 0 || duration < 0 || end < 0) {
            throw fields.corrupt("times of a chunk: found " + start + " and a duration of "
                    + Long.toUnsignedString(duration) + " ms");
        }
        if (start < from) {
            throw fields.corrupt("order of chunks: expected a start from " + from + " on, found " + start);
        }
        // a start of 0 counts as "unset" when Loki computes the file's bounds
        if ((start != 0 && start < firstMillis) || end > lastMillis) {
            throw fields.corrupt("times of a chunk: expected them in [" + firstMillis + ", " + lastMillis
                    + "] as the file's bounds say, found [" + start + ", " + end + "]");
        }
        from = start;
        through = end;
        kilobytes = u32("KB of a chunk");
        entries = u32("entries of a chunk");
        int checksum = fields.u32();
        if (range.overlapsMillis(from, through)) {
            chunks.add(from, through, checksum, kilobytes, entries);
        }
    }

    private int u32(String what) throws CorruptDataException {
        long value = fields.uvarint(what);
        if (value < 0 || value > U32_MAX) {
            throw fields.corrupt(what + ": expected 32 bits, found " + Long.toUnsignedString(value));
        }
        return (int) value;
    }

    private void expectEnd() throws CorruptDataException {
        if (fields.remaining() != 0) {
            throw fields.corrupt("chunk list: expected the record's end, found " + fields.remaining() + " more bytes");
        }
    }
}
