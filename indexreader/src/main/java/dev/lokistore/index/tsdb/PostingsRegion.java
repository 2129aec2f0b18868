package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import java.io.IOException;
import java.util.zip.CRC32C;

/** Verifies all postings lists of a file, which lie one behind the other in the order of their table. */
final class PostingsRegion {
    private static final int ALIGNMENT = 4;
    private static final int FRAME = 12; // length, count, checksum
    private static final int LARGEST_WHOLE = 256 << 10;

    private final ByteSource source;
    private final TsdbToc toc;
    private final Window window;
    private final long firstReference;
    private final long lastReference;
    private long position;
    private long entries;

    private PostingsRegion(ByteSource source, TsdbToc toc) {
        this.source = source;
        this.toc = toc;
        this.window = new Window(source, 16 << 10, LARGEST_WHOLE);
        this.firstReference = Padding.align(toc.series(), Padding.RECORD) / Padding.RECORD;
        this.lastReference = toc.labelIndices() / Padding.RECORD;
        this.position = toc.postings();
    }

    /** Returns the number of references in all lists together. */
    static long verify(ByteSource source, TsdbToc toc, PostingsTable table) throws IOException {
        PostingsRegion region = new PostingsRegion(source, toc);
        table.lists(region::list);
        if (region.position != toc.labelIndicesTable()) {
            throw new CorruptDataException(
                    source.name(), region.position, "postings lists", "their end", "more that the table does not have");
        }
        return region.entries;
    }

    private void list(long offset) throws IOException {
        long expected = Padding.align(position, ALIGNMENT);
        if (offset != expected) {
            throw new CorruptDataException(
                    source.name(), position, "a postings list", "one at " + expected, "one at " + offset);
        }
        Padding.check(source, position, offset, "between postings lists");
        long room = toc.labelIndicesTable() - offset;
        if (room < FRAME) {
            throw new CorruptDataException(
                    source.name(), offset, "a postings list", FRAME + " bytes or more", room + " bytes of room");
        }
        window.load(offset, 2 * Integer.BYTES);
        int at = window.index(offset);
        long length = Integer.toUnsignedLong(BigEndian.int32(window.buffer(), at));
        long count = Integer.toUnsignedLong(BigEndian.int32(window.buffer(), at + Integer.BYTES));
        if (length > room - 2 * Integer.BYTES || length != Integer.BYTES * (count + 1)) {
            throw new CorruptDataException(
                    source.name(),
                    offset,
                    "length of a postings list",
                    "4 bytes for each of " + count + " references and their count, in " + room + " bytes",
                    length);
        }
        if (length + 2 * Integer.BYTES > LARGEST_WHOLE) {
            PostingsList.visit(source, toc, offset, reference -> {});
        } else {
            whole(offset, (int) count);
        }
        entries += count;
        position = offset + length + 2 * Integer.BYTES;
    }

    private void whole(long offset, int count) throws IOException {
        int length = Integer.BYTES * (count + 1);
        window.load(offset, length + 2 * Integer.BYTES);
        byte[] buffer = window.buffer();
        int content = window.index(offset) + Integer.BYTES;
        long last = firstReference - 1;
        for (int i = 0; i < count; i++) {
            int at = content + Integer.BYTES * (i + 1);
            long reference = Integer.toUnsignedLong(BigEndian.int32(buffer, at));
            if (reference <= last || reference > lastReference) {
                throw new CorruptDataException(
                        source.name(),
                        offset + Integer.BYTES * (i + 2L),
                        "series reference",
                        "one in (" + last + ", " + lastReference + "]",
                        reference);
            }
            last = reference;
        }
        CRC32C crc = new CRC32C();
        crc.update(buffer, content, length);
        int stored = BigEndian.int32(buffer, content + length);
        if ((int) crc.getValue() != stored) {
            throw new CorruptDataException(
                    source.name(),
                    offset,
                    "CRC-32C of a postings list",
                    "%08x".formatted(stored),
                    "%08x".formatted((int) crc.getValue()));
        }
    }
}
