package dev.lokistore.index.boltdb;

import dev.lokistore.index.bolt.RowCursor;

/** New rows in memory, in order. */
final class MemoryRows implements RowCursor {
    private final byte[] bytes;
    private final int[] ends;
    private final int[] order;
    private int next;
    private int row;

    /**
     * @param ends of each key and each value in turn
     * @param order row numbers
     */
    MemoryRows(byte[] bytes, int[] ends, int[] order) {
        this.bytes = bytes;
        this.ends = ends;
        this.order = order;
    }

    @Override
    public boolean next() {
        if (next == order.length) {
            return false;
        }
        row = order[next++];
        return true;
    }

    @Override
    public byte[] buffer() {
        return bytes;
    }

    @Override
    public int keyOffset() {
        return row == 0 ? 0 : ends[2 * row - 1];
    }

    @Override
    public int keyLength() {
        return ends[2 * row] - keyOffset();
    }

    @Override
    public int valueOffset() {
        return ends[2 * row];
    }

    @Override
    public int valueLength() {
        return ends[2 * row + 1] - ends[2 * row];
    }

    @Override
    public long position() {
        return keyOffset();
    }

    @Override
    public String file() {
        return "new rows";
    }
}
