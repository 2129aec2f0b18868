package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Finds the list of series that have a label ({@code formats/index-tables.md#42-layout}). Entries are sorted by name and
 * value; the offset of every 32nd is kept, so memory is 1/8 byte an entry.
 */
final class PostingsTable {
    /** Told where a list begins. */
    interface ListVisitor {
        void list(long offset) throws IOException;
    }

    /** Told of an entry; the arrays are not shared. */
    interface EntryVisitor {
        void entry(byte[] name, byte[] value, long listOffset) throws IOException;
    }

    /** Told of one value of a name and the offset of its list. */
    interface Visitor {
        void value(String value, long listOffset) throws IOException;
    }

    private static final int STEP = 32;
    private static final int SMALLEST_ENTRY = 4;
    private static final int COLUMNS = 2;
    private static final byte[] NOTHING = new byte[0];

    private final ByteSource source;
    private final TsdbToc toc;
    private final int symbolLimit;
    private final long contentStart;
    private final long contentEnd;
    private final int count;
    private final int[] samples; // unsigned offsets from contentStart
    private final Window window;
    private final Fields fields;
    private final long allSeries;

    // the entry that read() moved to
    private long position;
    private byte[] name = NOTHING;
    private byte[] value = NOTHING;
    private long listOffset;

    /** Scans the section once: checksum, order, every field's range. */
    PostingsTable(ByteSource source, TsdbToc toc, TsdbLimits limits) throws IOException {
        this.source = source;
        this.toc = toc;
        this.symbolLimit = limits.symbolBytes();
        Section section = new Section(source, "table of postings", toc.postingsTable(), toc.fingerprintOffsets());
        this.contentStart = section.offset();
        this.contentEnd = section.end() - 4;
        long announced = section.u32() & 0xffffffffL;
        if (announced > section.remaining() / SMALLEST_ENTRY) {
            throw new CorruptDataException(
                    source.name(),
                    contentStart,
                    "entries in the table of postings",
                    "at most " + section.remaining() / SMALLEST_ENTRY,
                    announced);
        }
        this.count = (int) announced;
        this.samples = scan(section);
        Padding.check(source, section.end(), toc.fingerprintOffsets(), "after the table of postings");
        this.window = new Window(source, 1 << 10, 16 << 10);
        this.fields = new Fields(source.name());
        this.allSeries = find("", "")
                .orElseThrow(() -> new CorruptDataException(
                        source.name(), contentStart, "table of postings: expected the list of all series, found none"));
    }

    /** All lists, that of all series too, in the order of the table. The visitor must not use this table. */
    void lists(ListVisitor visitor) throws IOException {
        position = contentStart + Integer.BYTES;
        for (int entry = 0; entry < count; entry++) {
            long at = position;
            checkColumns(number("columns of a posting"), at);
            skipString("length of a label name");
            skipString("length of a label value");
            long list = number("offset of a postings list");
            checkList(list, at);
            visitor.list(list);
        }
    }

    /** All entries, in order: first that of all series, which has the empty name. The visitor must not use this table. */
    void entries(EntryVisitor visitor) throws IOException {
        position = contentStart + Integer.BYTES;
        for (int entry = 0; entry < count; entry++) {
            read();
            visitor.entry(name, value, listOffset);
        }
    }

    private int[] scan(Section section) throws IOException {
        int[] offsets = new int[64];
        byte[] lastName = NOTHING;
        byte[] lastValue = NOTHING;
        for (int i = 0; i < count; i++) {
            long at = section.offset();
            if (i % STEP == 0) {
                if (i / STEP == offsets.length) {
                    offsets = Arrays.copyOf(offsets, offsets.length * 2);
                }
                offsets[i / STEP] = (int) (at - contentStart);
            }
            checkColumns(section.uvarint("columns of a posting"), at);
            byte[] entryName = section.string("label name", symbolLimit);
            byte[] entryValue = section.string("label value", symbolLimit);
            checkList(section.uvarint("offset of a postings list"), at);
            if (i > 0 && compare(lastName, lastValue, entryName, entryValue) >= 0) {
                throw new CorruptDataException(
                        source.name(),
                        at,
                        "order of postings",
                        "an entry above " + pair(lastName, lastValue),
                        pair(entryName, entryValue));
            }
            lastName = entryName;
            lastValue = entryValue;
        }
        section.finish();
        return Arrays.copyOf(offsets, (count + STEP - 1) / STEP);
    }

    private void checkColumns(long columns, long at) throws CorruptDataException {
        if (columns != COLUMNS) {
            throw new CorruptDataException(
                    source.name(), at, "columns of a posting", COLUMNS, Long.toUnsignedString(columns));
        }
    }

    private void checkList(long offset, long at) throws CorruptDataException {
        if (offset < toc.postings() || offset > toc.labelIndicesTable() - 8 || offset % 4 != 0) {
            throw new CorruptDataException(
                    source.name(),
                    at,
                    "offset of a postings list",
                    "a multiple of 4 in [" + toc.postings() + ", " + toc.labelIndicesTable() + ")",
                    Long.toUnsignedString(offset));
        }
    }

    /** Where the list of all series begins. */
    long allSeries() {
        return allSeries;
    }

    /** Where the list of the series with {@code name="value"} begins, or empty if no series has it. */
    OptionalLong find(String wantedName, String wantedValue) throws IOException {
        byte[] wanted = wantedName.getBytes(StandardCharsets.UTF_8);
        byte[] wantedBytes = wantedValue.getBytes(StandardCharsets.UTF_8);
        int entry = seek(wanted, wantedBytes);
        while (entry < count) {
            read();
            int order = compare(name, value, wanted, wantedBytes);
            if (order >= 0) {
                return order == 0 ? OptionalLong.of(listOffset) : OptionalLong.empty();
            }
            entry++;
        }
        return OptionalLong.empty();
    }

    /** All values of a name, in order. The visitor must not use this table. */
    void values(String ofName, Visitor visitor) throws IOException {
        byte[] wanted = ofName.getBytes(StandardCharsets.UTF_8);
        for (int entry = seek(wanted, NOTHING); entry < count; entry++) {
            read();
            int order = Arrays.compareUnsigned(name, wanted);
            if (order > 0) {
                return;
            }
            if (order == 0) {
                visitor.value(new String(value, StandardCharsets.UTF_8), listOffset);
            }
        }
    }

    /** Moves before the last sampled entry that is not above the wanted one; returns its number. */
    private int seek(byte[] wantedName, byte[] wantedValue) throws IOException {
        int low = 0;
        int high = samples.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            moveToSample(middle);
            read();
            if (compare(name, value, wantedName, wantedValue) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        if (samples.length > 0) {
            moveToSample(low);
        }
        return low * STEP;
    }

    private void moveToSample(int sample) {
        position = contentStart + Integer.toUnsignedLong(samples[sample]);
    }

    /** Reads the entry at {@link #position}. Everything is checked again: a file on disk may have changed since. */
    private void read() throws IOException {
        long at = position;
        checkColumns(number("columns of a posting"), at);
        name = string("length of a label name");
        value = string("length of a label value");
        listOffset = number("offset of a postings list");
        checkList(listOffset, at);
    }

    private long number(String what) throws IOException {
        int room = (int) Math.min(10, contentEnd - position);
        window.load(position, room);
        int index = window.index(position);
        fields.reset(window.buffer(), index, index + room, position - index);
        long number = fields.uvarint(what);
        position = fields.offset();
        return number;
    }

    private void skipString(String what) throws IOException {
        int length = length(what); // which moves the position, too
        position += length;
    }

    private int length(String what) throws IOException {
        long at = position;
        long length = number(what);
        if (length < 0 || length > symbolLimit || length > contentEnd - position) {
            throw new CorruptDataException(
                    source.name(), at, what, "at most " + symbolLimit, Long.toUnsignedString(length));
        }
        return (int) length;
    }

    private byte[] string(String what) throws IOException {
        int size = length(what);
        window.load(position, size);
        int index = window.index(position);
        position += size;
        return Arrays.copyOfRange(window.buffer(), index, index + size);
    }

    private static int compare(byte[] name, byte[] value, byte[] otherName, byte[] otherValue) {
        int order = Arrays.compareUnsigned(name, otherName);
        return order != 0 ? order : Arrays.compareUnsigned(value, otherValue);
    }

    private static String pair(byte[] name, byte[] value) {
        return "'" + Printable.of(name) + "'='" + Printable.of(value) + "'";
    }
}
