package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import java.io.IOException;

/**
 * The references of the series that have one label, ascending; a reference is the record's offset / 16, unsigned 32 bit.
 * Opening verifies checksum, order and range of the whole list; a long list is not kept but read again in parts.
 */
final class PostingsList {
    /** No reference: above every one. */
    static final long END = Long.MAX_VALUE;

    /** Told of every reference of a list, in order. */
    interface Visitor {
        void reference(long reference);
    }

    private final Window window;
    private final long start;
    private final int size;
    private int next;

    private PostingsList(Window window, long start, int size) {
        this.window = window;
        this.start = start;
        this.size = size;
    }

    static PostingsList open(ByteSource source, TsdbToc toc, long offset) throws IOException {
        int size = visit(source, toc, offset, reference -> {});
        return new PostingsList(new Window(source, 512, 64 << 10), offset + 8, size);
    }

    /** The number of references as the list says it, checked against its room only. */
    static int size(ByteSource source, TsdbToc toc, long offset) throws IOException {
        Section section = section(source, toc, offset);
        return size(source, section);
    }

    /**
     * Verifies a list and shows every reference. What was shown counts only if this returns.
     *
     * @return the number of references
     */
    static int visit(ByteSource source, TsdbToc toc, long offset, Visitor visitor) throws IOException {
        Section section = section(source, toc, offset);
        int size = size(source, section);
        long first = Padding.align(toc.series(), Padding.RECORD) / Padding.RECORD;
        long end = toc.labelIndices() / Padding.RECORD;
        long last = first - 1;
        for (int i = 0; i < size; i++) {
            long at = section.offset();
            long reference = Integer.toUnsignedLong(section.u32());
            if (reference <= last || reference > end) {
                throw new CorruptDataException(
                        source.name(),
                        at,
                        "series reference",
                        "one in (" + last + ", " + end + "]",
                        Long.toString(reference));
            }
            last = reference;
            visitor.reference(reference);
        }
        section.finish();
        return size;
    }

    private static Section section(ByteSource source, TsdbToc toc, long offset) throws IOException {
        return new Section(source, "postings list", offset, toc.labelIndicesTable());
    }

    private static int size(ByteSource source, Section section) throws IOException {
        long at = section.offset();
        long size = Integer.toUnsignedLong(section.u32());
        if (section.remaining() != 4 * size) {
            throw new CorruptDataException(
                    source.name(), at, "references in a postings list", section.remaining() / 4.0, size);
        }
        return (int) size; // 4 * size fits in 32 bits
    }

    int size() {
        return size;
    }

    /** The next reference, or {@link #END}. */
    long next() throws IOException {
        return next < size ? at(next++) : END;
    }

    /** The first reference not below {@code wanted}, which {@link #next()} will give; {@link #END} if none. Gallops. */
    long seek(long wanted) throws IOException {
        int low = next;
        int step = 1;
        int high = next;
        while (high < size && at(high) < wanted) {
            low = high + 1;
            high += step;
            step = step > size / 2 ? size : step * 2;
            high = high < 0 ? size : Math.min(high, size);
        }
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (at(middle) < wanted) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        next = low;
        return next < size ? at(next) : END;
    }

    /** @param index below {@link #size()} */
    long at(int index) throws IOException {
        long position = start + 4L * index;
        window.load(position, 4);
        return Integer.toUnsignedLong(BigEndian.int32(window.buffer(), window.index(position)));
    }
}
