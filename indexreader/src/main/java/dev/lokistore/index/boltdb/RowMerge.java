package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.bolt.RowCursor;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of several cursors as one, each key once. Of equal keys the earliest cursor's row counts; their values may differ in
 * chunk rows, where retention leaves another one ({@code formats/index-tables.md#32-rows}), and nowhere else.
 */
final class RowMerge implements RowCursor {
    /** Told of rows with equal keys and unequal values that are none of chunks. */
    @FunctionalInterface
    interface Contradiction {
        void values(CorruptDataException fault) throws CorruptDataException;
    }

    private final Contradiction contradiction;
    private final RowCursor[] heap; // smallest key first
    private final int[] ordinals;
    private int size;
    private boolean begun;
    private int skipped;

    // the current row, which its cursor leaves when it is compared with the next
    private byte[] row = new byte[1024];
    private int keyLength;
    private int valueLength;
    private long position;
    private String file = "";

    RowMerge(List<? extends RowCursor> cursors) throws IOException {
        this(cursors, fault -> {
            throw fault;
        });
    }

    RowMerge(List<? extends RowCursor> cursors, Contradiction contradiction) throws IOException {
        this.contradiction = contradiction;
        heap = new RowCursor[cursors.size()];
        ordinals = new int[heap.length];
        for (int i = 0; i < heap.length; i++) {
            if (cursors.get(i).next()) {
                heap[size] = cursors.get(i);
                ordinals[size] = i;
                size++;
            }
        }
        for (int i = size / 2 - 1; i >= 0; i--) {
            down(i);
        }
    }

    @Override
    public boolean next() throws IOException {
        skipped = 0;
        while (begun && size > 0 && isCurrent(heap[0])) {
            checkValue(heap[0]);
            skipped++;
            advance();
        }
        begun = true;
        if (size == 0) {
            return false;
        }
        RowCursor first = heap[0];
        keyLength = first.keyLength();
        valueLength = first.valueLength();
        if (row.length < keyLength + valueLength) {
            row = new byte[Math.max(2 * row.length, keyLength + valueLength)];
        }
        System.arraycopy(first.buffer(), first.keyOffset(), row, 0, keyLength);
        System.arraycopy(first.buffer(), first.valueOffset(), row, keyLength, valueLength);
        position = first.position();
        file = first.file();
        advance();
        return true;
    }

    /** How many more rows had the key before the current one. */
    int skipped() {
        return skipped;
    }

    private boolean isCurrent(RowCursor cursor) {
        int from = cursor.keyOffset();
        return Arrays.equals(cursor.buffer(), from, from + cursor.keyLength(), row, 0, keyLength);
    }

    private void checkValue(RowCursor other) throws CorruptDataException {
        int from = other.valueOffset();
        boolean same = Arrays.equals(
                other.buffer(), from, from + other.valueLength(), row, keyLength, keyLength + valueLength);
        if (!same && row[keyLength - 2] != RowType.CHUNK.digit()) {
            contradiction.values(new CorruptDataException(
                    other.file(),
                    other.position(),
                    "value of a row",
                    "that of the same row in " + file + " at byte " + position,
                    "another"));
        }
    }

    private void advance() throws IOException {
        if (!heap[0].next()) {
            size--;
            heap[0] = heap[size];
            ordinals[0] = ordinals[size];
        }
        if (size > 1) {
            down(0);
        }
    }

    private void down(int from) {
        int at = from;
        RowCursor moving = heap[at];
        int ordinal = ordinals[at];
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && compare(heap[child + 1], ordinals[child + 1], heap[child], ordinals[child]) < 0) {
                child++;
            }
            if (compare(moving, ordinal, heap[child], ordinals[child]) <= 0) {
                break;
            }
            heap[at] = heap[child];
            ordinals[at] = ordinals[child];
            at = child;
        }
        heap[at] = moving;
        ordinals[at] = ordinal;
    }

    private static int compare(RowCursor a, int ordinalA, RowCursor b, int ordinalB) {
        int from = a.keyOffset();
        int other = b.keyOffset();
        int keys = Arrays.compareUnsigned(
                a.buffer(), from, from + a.keyLength(), b.buffer(), other, other + b.keyLength());
        return keys != 0 ? keys : Integer.compare(ordinalA, ordinalB);
    }

    @Override
    public byte[] buffer() {
        return row;
    }

    @Override
    public int keyOffset() {
        return 0;
    }

    @Override
    public int keyLength() {
        return keyLength;
    }

    @Override
    public int valueOffset() {
        return keyLength;
    }

    @Override
    public int valueLength() {
        return valueLength;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public String file() {
        return file;
    }
}
