package dev.lokistore.chunk;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of one source of a merge that follow each other in time. Decodes one at a time; until the first is wanted it holds
 * nothing.
 */
final class MergeLane implements Closeable {
    private static final int[] NONE = {};
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final int source;
    private final ChunkReader reader;
    private final List<BlockMeta> blocks;
    private final MergeSymbols.@Nullable Source symbols;
    private @Nullable ChunkEntryCursor cursor;
    private BlockEntries entry = new BlockEntries("", 3, ChunkLimits.DEFAULT);
    private final long earliest;
    private final long latest;
    private long previous = Long.MIN_VALUE;
    private long nextMin;
    private int @Nullable [] pairs;

    /**
     * @param source number among the sources
     * @param blocks 1 or more, none of which begins before the one before has ended
     * @param symbols null before version 4
     */
    MergeLane(int source, ChunkReader reader, List<BlockMeta> blocks, MergeSymbols.@Nullable Source symbols) {
        this.source = source;
        this.reader = reader;
        this.blocks = List.copyOf(blocks);
        this.symbols = symbols;
        // what is not within a millisecond of the chunk's bounds no query finds
        this.earliest = (reader.header().fromMillis() - 1) * NANOS_PER_MILLI;
        this.latest = (reader.header().throughMillis() + 1) * NANOS_PER_MILLI;
        // empty lines at the begin of a block lie before its stated bounds
        this.nextMin = Math.min(blocks.get(0).minTimeNanos(), earliest);
    }

    int source() {
        return source;
    }

    /** Of the block that its entry is in: what stands first in a source comes first. */
    int block() {
        return entry.block();
    }

    /** No entry that is still to come is before this. */
    long nextMinNanos() {
        return nextMin;
    }

    /** Moves to the next entry, opens what that takes; false after the last. */
    boolean next() throws IOException {
        pairs = null;
        ChunkEntryCursor open = cursor;
        if (open == null) {
            open = reader.stored(blocks);
            cursor = open;
            entry = open.stored();
            if (!open.enterBlock()) {
                return false;
            }
        }
        while (!open.step()) {
            if (!open.enterBlock()) {
                return false;
            }
        }
        check();
        look();
        return true;
    }

    private void check() throws CorruptDataException {
        long time = entry.timestamp();
        if (time < previous || time < earliest || time > latest) {
            throw new CorruptDataException(
                    reader.content().source().name(),
                    entry.streamOffset(),
                    "time of an entry of block " + entry.block(),
                    "in order, and within " + reader.header().fromMillis() + " to "
                            + reader.header().throughMillis() + " ms",
                    time + " ns");
        }
        previous = time;
    }

    /** When the entry behind this one is, or at what time at the earliest. */
    private void look() throws CorruptDataException {
        int at = entry.index();
        if (at < entry.end()) {
            long zigzag = entry.uvarint();
            nextMin = (zigzag >>> 1) ^ -(zigzag & 1);
            entry.seek(at);
        } else {
            nextMin = entry.timestamp();
        }
    }

    long timestamp() {
        return entry.timestamp();
    }

    BlockEntries entry() {
        return entry;
    }

    /** Names and values of the entry's metadata in turn, as stored, by the numbers of the merge. */
    int[] pairs() throws CorruptDataException {
        int[] known = pairs;
        if (known == null) {
            known = readPairs();
            pairs = known;
        }
        return known;
    }

    private int[] readPairs() throws CorruptDataException {
        if (entry.pairs() == 0 || symbols == null) {
            return NONE;
        }
        int[] ids = new int[2 * entry.pairs()];
        int next = entry.index();
        entry.seek(entry.pairsOffset());
        for (int i = 0; i < ids.length; i++) {
            ids[i] = symbols.id(entry.symbol());
        }
        entry.seek(next);
        return ids;
    }

    /** Whether both have the same line. */
    boolean sameLine(MergeLane other) {
        BlockEntries that = other.entry;
        return entry.lineLength() == that.lineLength()
                && Arrays.equals(
                        entry.bytes(),
                        entry.lineOffset(),
                        entry.lineOffset() + entry.lineLength(),
                        that.bytes(),
                        that.lineOffset(),
                        that.lineOffset() + that.lineLength());
    }

    @Override
    public void close() {
        if (cursor != null) {
            cursor.close();
        }
    }
}
