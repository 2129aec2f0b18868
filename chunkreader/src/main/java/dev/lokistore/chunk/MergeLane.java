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

    private final int source;
    private final ChunkReader reader;
    private final List<BlockMeta> blocks;
    private final MergeSymbols.@Nullable Source symbols;
    private @Nullable ChunkEntryCursor cursor;
    private BlockEntries entry = new BlockEntries("", 3, ChunkLimits.DEFAULT);
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
        this.nextMin = blocks.get(0).minTimeNanos();
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
        look(open);
        return true;
    }

    /** When the entry behind this one is, or at what time at the earliest. */
    private void look(ChunkEntryCursor open) throws CorruptDataException {
        int at = entry.index();
        if (at < entry.end()) {
            long zigzag = entry.uvarint();
            nextMin = (zigzag >>> 1) ^ -(zigzag & 1);
            entry.seek(at);
        } else {
            int following = open.opened();
            nextMin = following < blocks.size() ? blocks.get(following).minTimeNanos() : Long.MAX_VALUE;
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
