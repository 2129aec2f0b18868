package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Finds the series records of a damaged file: where one does not hold, the next is looked for at every place at which one may
 * begin. Not thread-safe.
 */
final class RecordSearch {
    /** Length, fingerprint, number of labels and the first two symbols. */
    private static final int LOOKED_AT = 34;

    private static final int LENGTH_BYTES = 5;
    private static final int SMALLEST_BODY = 10;
    private static final int CHECKSUM = 4;
    private static final int FINGERPRINT = 8;

    /** Bytes of what looks like records and is none, before the search is given up, on top of the file's size. */
    private static final long PATIENCE = 1L << 30;

    private final ByteSource source;
    private final TsdbToc regions;
    private final SymbolLookup symbols;
    private final TsdbLimits limits;
    private final Consumer<CorruptDataException> lost;
    private final Window window;
    private long position;
    private long gap;
    private long wasted;

    // where varint() is
    private int place;
    private int placeEnd;

    /** @param regions of which those of the series and of what comes behind them count */
    RecordSearch(
            ByteSource source,
            TsdbToc regions,
            SymbolLookup symbols,
            TsdbLimits limits,
            Consumer<CorruptDataException> lost) {
        this.source = source;
        this.regions = regions;
        this.symbols = symbols;
        this.limits = limits;
        this.lost = lost;
        this.window = new Window(source, 4 << 10, 64 << 10);
        rewind();
    }

    SeriesRecords records(int version) {
        return SeriesRecords.ofDamaged(source, regions, version, symbols, limits);
    }

    /** Back to the first one. */
    void rewind() {
        position = Padding.align(regions.series(), Padding.RECORD);
        gap = position;
        wasted = 0;
    }

    /** Moves to the next record whose checksum holds, and tells of a gap before it. */
    boolean next(SeriesRecords records) throws IOException {
        while (position < regions.labelIndices() && wasted < PATIENCE + source.size()) {
            long length = looksLike();
            if (length > 0) {
                try {
                    records.moveTo(position / Padding.RECORD);
                    tellGap();
                    position = Padding.align(records.recordEnd(), Padding.RECORD);
                    gap = position;
                    return true;
                } catch (CorruptDataException e) {
                    wasted += length;
                }
            }
            position += Padding.RECORD;
        }
        return false;
    }

    private void tellGap() {
        if (gap < position) {
            lost.accept(new CorruptDataException(
                    source.name(),
                    gap,
                    "a series record",
                    "one whose checksum holds",
                    "none in " + (position - gap) + " bytes"));
        }
    }

    /** @param known whether it is known where the series end */
    void tellEnd(boolean known) {
        boolean cutShort = position < regions.labelIndices();
        position = Math.max(gap, Math.min(position, regions.labelIndices()));
        if (known && !cutShort) {
            tellGap();
        } else {
            lost.accept(new CorruptDataException(
                    source.name(),
                    gap,
                    "series",
                    "an end that is known",
                    cutShort ? "too much that only looks like series: the search ends here" : "no more from here on"));
        }
    }

    /** The length of what would be the record's body; 0 if it cannot be one. */
    private long looksLike() throws IOException {
        int room = (int) Math.min(LOOKED_AT, regions.labelIndices() - position);
        if (room < SMALLEST_BODY + CHECKSUM) {
            return 0;
        }
        window.load(position, room);
        int start = window.index(position);
        place = start;
        placeEnd = start + room;
        long length = varint();
        int prefix = place - start;
        long most = Math.min(limits.seriesBytes(), regions.labelIndices() - position - prefix - CHECKSUM);
        if (prefix > LENGTH_BYTES || length < SMALLEST_BODY || length > most) {
            return 0;
        }
        place += FINGERPRINT;
        long labels = varint();
        if (labels < 0 || labels > length / 2 || labels > symbols.count()) {
            return 0;
        }
        boolean first = labels == 0 || isSymbol(varint()) && isSymbol(varint());
        return first ? length : 0;
    }

    private boolean isSymbol(long number) {
        return number >= 0 && number < symbols.count();
    }

    /** Negative if it is none. */
    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 63 && place < placeEnd; shift += 7) {
            byte next = window.buffer()[place++];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        return -1;
    }
}
