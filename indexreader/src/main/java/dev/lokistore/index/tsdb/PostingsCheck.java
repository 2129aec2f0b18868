package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.check.FileFault;
import dev.lokistore.index.check.FileFault.Kind;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The lists of series by label against the series themselves: each pair has one list, and in it just its series. */
final class PostingsCheck {
    private static final int ALIGNMENT = 4;
    private static final int LENGTH_AND_COUNT = 8;
    private static final int CHECKSUM = 4;

    private final TsdbFile file;
    private final ByteSource source;
    private final TsdbToc toc;
    private final Consumer<FileFault> faults;
    private final @Nullable PairTally tally;
    private final int[] expected; // pairs in order
    private int next; // in expected
    private long end; // of the list before

    // of the list that is read
    private long sum;
    private boolean astray;

    /** @param tally null if not all series could be read: lists are then checked by themselves */
    PostingsCheck(TsdbFile file, @Nullable PairTally tally, Consumer<FileFault> faults) {
        this.file = file;
        this.source = file.source();
        this.toc = file.toc();
        this.faults = faults;
        this.tally = tally;
        this.expected = tally == null ? new int[0] : tally.sorted();
        this.end = toc.postings();
    }

    /** @param starts of records, in sixteenths of the file's bytes from its beginning; empty if they are not known */
    void run(BitSet starts) throws IOException {
        file.postings().entries((name, value, list) -> {
            place(list);
            boolean all = name.length == 0 && value.length == 0;
            int pair = all || tally == null ? -1 : pairOf(name, value, list);
            Integer size = read(list, starts);
            if (size == null || tally == null) {
                return;
            }
            if (astray) {
                faults.accept(new FileFault(
                        Kind.TSDB_POSTINGS, list, "postings list of " + text(name, value) + " refers to no series"));
            } else if (pair >= 0 && (size != tally.count(pair) || sum != tally.sum(pair))) {
                String found = size == tally.count(pair) ? "others" : "" + size;
                faults.accept(FileFault.of(
                        Kind.TSDB_POSTINGS,
                        list,
                        "postings list of " + text(name, value),
                        tally.count(pair) + " series that have it",
                        found));
            }
        });
        for (; next < expected.length; next++) {
            missing();
        }
        if (end != toc.labelIndicesTable()) {
            layout(end, "end of the postings lists", toc.labelIndicesTable(), end);
        }
    }

    /** Each list begins where the one before ended. */
    private void place(long list) throws IOException {
        long start = Padding.align(end, ALIGNMENT);
        if (list != start) {
            layout(list, "place of a postings list", start, list);
        } else {
            try {
                Padding.check(source, end, start, "before a postings list");
            } catch (CorruptDataException e) {
                faults.accept(FileFault.of(Kind.TSDB_LAYOUT, e));
            }
        }
    }

    private void layout(long offset, String what, long wanted, long found) {
        faults.accept(FileFault.of(Kind.TSDB_LAYOUT, offset, what, wanted, found));
    }

    /** Steps over pairs that should have had lists before this one. */
    private int pairOf(byte[] name, byte[] value, long list) throws IOException {
        while (next < expected.length) {
            int order = compare(expected[next], name, value);
            if (order == 0) {
                return expected[next++];
            }
            if (order > 0) {
                break;
            }
            missing();
            next++;
        }
        faults.accept(new FileFault(
                Kind.TSDB_POSTINGS, list, "postings list of " + text(name, value) + ", which no series has"));
        return -1;
    }

    private int compare(int pair, byte[] name, byte[] value) throws IOException {
        PairTally pairs = known();
        int names = Arrays.compareUnsigned(file.symbols().bytes(pairs.name(pair)), name);
        return names != 0 ? names : Arrays.compareUnsigned(file.symbols().bytes(pairs.value(pair)), value);
    }

    private PairTally known() {
        if (tally == null) {
            throw new IllegalStateException("series are not known");
        }
        return tally;
    }

    private void missing() throws IOException {
        PairTally pairs = known();
        byte[] name = file.symbols().bytes(pairs.name(expected[next]));
        byte[] value = file.symbols().bytes(pairs.value(expected[next]));
        faults.accept(FileFault.of(
                Kind.TSDB_POSTINGS,
                toc.postingsTable(),
                "table of postings",
                "a list of " + text(name, value) + ", which " + pairs.count(expected[next]) + " series have",
                "none"));
    }

    /** The number of references; null if the list cannot be read. */
    private @Nullable Integer read(long list, BitSet starts) throws IOException {
        sum = 0;
        astray = false;
        try {
            end = Math.max(end, list + LENGTH_AND_COUNT + 4L * PostingsList.size(source, toc, list) + CHECKSUM);
            return PostingsList.visit(source, toc, list, reference -> {
                sum += PairTally.mix(reference);
                astray |= !starts.get((int) (reference - toc.series() / Padding.RECORD));
            });
        } catch (CorruptDataException e) {
            faults.accept(FileFault.of(Kind.TSDB_POSTINGS, e));
            return null;
        }
    }

    private static String text(byte[] name, byte[] value) {
        return name.length == 0 ? "all series" : Printable.of(name) + "=\"" + Printable.of(value) + "\"";
    }
}
