package dev.lokistore.index.query;

import dev.lokistore.chunk.BlockMeta;
import dev.lokistore.chunk.EntryCursor;
import dev.lokistore.chunk.StructuredMetadata;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The wanted entries of one block, copied out of it, in the order of the result: by time stamp, line, metadata. Blocks are
 * nearly always in order of time already; then only runs of equal time stamps are sorted.
 */
final class BlockEntries extends MergeSource {
    private static final int BYTES_PER_ENTRY = 16;

    /** The least that an entry takes in a block. */
    private static final int ENTRY_BYTES = 2;

    private static final int MIN_CAPACITY = 16;

    private final LoadedChunk chunk;
    private final BlockMeta block;
    private final boolean forward;
    /** Forward the lowest, backward the highest place in time that an entry takes. */
    private final long bound;

    private byte[] lines = new byte[0];
    private int used;
    private long[] timestamps = new long[0];
    /** Where each line ends. */
    private int[] ends = new int[0];
    /** Empty while no entry has any. */
    private StructuredMetadata[] metadata = new StructuredMetadata[0];

    private int count;
    /** Null if the entries are in order as they are. */
    private int @Nullable [] order;

    private int position;

    BlockEntries(LoadedChunk chunk, BlockMeta block, boolean forward, long bound) {
        super(bound);
        this.chunk = chunk;
        this.block = block;
        this.forward = forward;
        this.bound = bound;
    }

    void add(EntryCursor cursor) {
        int length = cursor.lineLength();
        if (count == 0) {
            size(cursor.buffer().length);
        }
        if (lines.length - used < length) {
            lines = Arrays.copyOf(lines, newLength(used, length));
        }
        System.arraycopy(cursor.buffer(), cursor.lineOffset(), lines, used, length);
        used += length;
        if (count == timestamps.length) {
            timestamps = Arrays.copyOf(timestamps, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
        timestamps[count] = cursor.timestampNanos();
        ends[count] = used;
        if (cursor.hasMetadata()) {
            addMetadata(cursor.metadata());
        }
        count++;
    }

    /** For all entries that the block says it has, if its content can hold as many. */
    private void size(int contentBytes) {
        int entries = Math.max(MIN_CAPACITY, (int) Math.min(block.entries(), contentBytes / ENTRY_BYTES));
        timestamps = new long[entries];
        ends = new int[entries];
        lines = new byte[(int) Math.max(0, Math.min(block.rawBytes(), contentBytes))];
    }

    /** Gives back what a selective query has no use for. */
    private void trim() {
        if (lines.length > 2 * used) {
            lines = Arrays.copyOf(lines, used);
        }
        if (timestamps.length > 2 * count) {
            timestamps = Arrays.copyOf(timestamps, count);
            ends = Arrays.copyOf(ends, count);
        }
    }

    // the lines of a block are bounded by the reader's limit for decompressed blocks, so the sum fits
    private static int newLength(int used, int more) {
        int needed = Math.addExact(used, more);
        return (int) Math.max(needed, Math.min(Integer.MAX_VALUE - 64L, Math.max(1024L, used + used / 2L)));
    }

    private void addMetadata(StructuredMetadata pairs) {
        if (metadata.length <= count) {
            int old = metadata.length;
            metadata = Arrays.copyOf(metadata, timestamps.length);
            Arrays.fill(metadata, old, metadata.length, StructuredMetadata.EMPTY);
        }
        metadata[count] = pairs;
    }

    /**
     * To be called once, behind the last {@link #add}.
     *
     * @return false if there is no entry
     */
    boolean finish() {
        trim();
        if (!inOrder()) {
            order = IntStream.range(0, count)
                    .boxed()
                    .sorted((a, b) -> EntryOrder.inStream(at(a), at(b)))
                    .mapToInt(Integer::intValue)
                    .toArray();
        }
        position = -1;
        return advance();
    }

    private boolean inOrder() {
        for (int i = 1; i < count; i++) {
            if (timestamps[i] < timestamps[i - 1]
                    || timestamps[i] == timestamps[i - 1] && EntryOrder.inStream(at(i - 1), at(i)) > 0) {
                return false;
            }
        }
        return true;
    }

    private Entry at(int index) {
        long timestamp = timestamps[index];
        int start = index == 0 ? 0 : ends[index - 1];
        return new Entry(
                forward ? Math.max(timestamp, bound) : Math.min(timestamp, bound),
                chunk.stream(),
                timestamp,
                lines,
                start,
                ends[index] - start,
                index < metadata.length ? metadata[index] : StructuredMetadata.EMPTY,
                chunk.ref(),
                block.index());
    }

    @Override
    boolean advance() {
        position++;
        if (position >= count) {
            return moveTo(null);
        }
        int place = forward ? position : count - 1 - position;
        return moveTo(at(order == null ? place : order[place]));
    }

    @Override
    long heldBytes() {
        return lines.length + (long) BYTES_PER_ENTRY * timestamps.length;
    }

    @Override
    LoadedChunk chunk() {
        return chunk;
    }
}
