package dev.lokistore.index.boltdb;

import dev.lokistore.index.primitive.LongList;
import java.util.BitSet;

/**
 * What edits made of the chunk rows of one tenant and day in one index set: which rows go, and which series have rows left.
 * 16 bytes a series, known by the first 120 of their id's 258 bits, and a bit a row.
 */
final class SeriesBlock {
    private static final int CHARS = 10;

    private final LongList high = new LongList();
    private final LongList low = new LongList();
    private final BitSet live = new BitSet();
    private final BitSet dropped = new BitSet();
    private int rows;
    private long left;

    /** The series of the next row, the same as before or above it in order of ids. */
    void begin(byte[] bytes, int idStart) {
        long first = pack(bytes, idStart);
        long second = pack(bytes, idStart + CHARS);
        int last = high.size() - 1;
        if (last < 0 || high.get(last) != first || low.get(last) != second) {
            high.add(first);
            low.add(second);
        }
    }

    /** The next row of the series, in order of keys. */
    void row(boolean kept) {
        if (kept) {
            keep();
        } else {
            dropped.set(rows);
        }
        rows++;
    }

    /** A row is added to the series. */
    void keep() {
        live.set(high.size() - 1);
        left++;
    }

    /** Whether the row goes; rows are numbered in order of keys. */
    boolean dropped(int row) {
        return dropped.get(row);
    }

    boolean changed() {
        return !dropped.isEmpty();
    }

    /** Whether no row at all is left, so that nothing needs any series of the block. */
    boolean empty() {
        return left == 0;
    }

    boolean anyDead() {
        return live.cardinality() < high.size();
    }

    /** Whether the block had chunk rows of the series, and none is left. */
    boolean dead(byte[] bytes, int idStart) {
        int index = find(bytes, idStart);
        return index >= 0 && !live.get(index);
    }

    boolean live(byte[] bytes, int idStart) {
        int index = find(bytes, idStart);
        return index >= 0 && live.get(index);
    }

    private int find(byte[] bytes, int idStart) {
        long wantedHigh = pack(bytes, idStart);
        long wantedLow = pack(bytes, idStart + CHARS);
        int from = 0;
        int to = high.size() - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            int order = Long.compare(high.get(middle), wantedHigh);
            order = order != 0 ? order : Long.compare(low.get(middle), wantedLow);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                from = middle + 1;
            } else {
                to = middle - 1;
            }
        }
        return -1;
    }

    /** Ten base64 characters in the order of their bytes, which is not that of what they encode. */
    private static long pack(byte[] bytes, int start) {
        long packed = 0;
        for (int i = start; i < start + CHARS; i++) {
            packed = packed << 6 | rank(bytes[i]);
        }
        return packed;
    }

    private static int rank(byte c) {
        if (c >= 'a') {
            return c - 'a' + 38;
        }
        if (c >= 'A') {
            return c - 'A' + 12;
        }
        return c >= '0' ? c - '0' + 2 : c == '/' ? 1 : 0;
    }
}
