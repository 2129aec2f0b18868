package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The label indices and their table ({@code formats/index-tables.md#42-layout}): no Loki reads them, so that nobody else
 * notices what is wrong with them. Stops at the first fault.
 */
final class LabelIndexCheck {
    private static final int ALIGNMENT = 4;

    private final TsdbFile file;
    private final ByteSource source;
    private final TsdbToc toc;
    private final @Nullable PairTally tally;
    private final int[] expected; // pairs in order
    private int next; // in expected

    /** @param tally null if not all series could be read */
    LabelIndexCheck(TsdbFile file, @Nullable PairTally tally) {
        this.file = file;
        this.source = file.source();
        this.toc = file.toc();
        this.tally = tally;
        this.expected = tally == null ? new int[0] : tally.sorted();
    }

    void run() throws IOException {
        Section table = new Section(source, "label index table", toc.labelIndicesTable(), toc.postingsTable());
        long names = Integer.toUnsignedLong(table.u32());
        long end = toc.labelIndices();
        int lastName = -1;
        for (long i = 0; i < names; i++) {
            long at = table.offset();
            require(at, "columns of a label index", 1, table.uvarint("columns of a label index"));
            byte[] name = table.string("label name", TsdbLimits.DEFAULT.symbolBytes());
            long index = table.uvarint("offset of a label index");
            long start = Padding.align(end, ALIGNMENT);
            require(at, "offset of a label index", start, index);
            Padding.check(source, end, start, "before a label index");
            lastName = checkName(at, name, lastName);
            end = values(start, lastName);
        }
        table.finish();
        Padding.check(source, table.end(), toc.postingsTable(), "after the label index table");
        require(end, "end of the label indices", toc.postings(), end);
        if (tally != null && next < expected.length) {
            throw new CorruptDataException(
                    source.name(), toc.labelIndicesTable(), "names in the label index table", "more", names);
        }
    }

    /** The symbol of the name, as the series have it; -1 if that is not known. */
    private int checkName(long at, byte[] name, int before) throws IOException {
        PairTally pairs = tally;
        if (pairs == null) {
            return before;
        }
        if (next == expected.length || !Arrays.equals(file.symbols().bytes(pairs.name(expected[next])), name)) {
            throw new CorruptDataException(
                    source.name(), at, "name in the label index table", "the next of the series", Printable.of(name));
        }
        return pairs.name(expected[next]);
    }

    /** Where the section ends. */
    private long values(long start, int name) throws IOException {
        Section section = new Section(source, "label index", start, toc.postings());
        require(section.offset(), "columns of a label index", 1, section.u32());
        long count = Integer.toUnsignedLong(section.u32());
        require(section.offset(), "bytes of a label index", 4 * count, section.remaining());
        for (long i = 0; i < count; i++) {
            long at = section.offset();
            int value = section.u32();
            PairTally pairs = tally;
            if (pairs != null) {
                boolean more = next < expected.length && pairs.name(expected[next]) == name;
                require(at, "value of a label index", more ? pairs.value(expected[next]) : "its end", value);
                next++;
            }
        }
        section.finish();
        PairTally pairs = tally;
        if (pairs != null && next < expected.length && pairs.name(expected[next]) == name) {
            throw new CorruptDataException(source.name(), start, "values of a label index", "more", count);
        }
        return section.end();
    }

    private void require(long at, String what, Object expectedValue, Object found) throws CorruptDataException {
        if (!String.valueOf(expectedValue).equals(String.valueOf(found))) {
            throw new CorruptDataException(source.name(), at, what, expectedValue, found);
        }
    }
}
