package dev.lokistore.index.primitive;

import java.util.Arrays;
import java.util.Objects;

/** Ints in a row. Not thread-safe. */
public final class IntList {
    private int[] values = new int[16];
    private int size;

    public int size() {
        return size;
    }

    public void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, grown(size));
        }
        values[size++] = value;
    }

    public void addAll(int[] more) {
        while (values.length - size < more.length) {
            values = Arrays.copyOf(values, grown(values.length));
        }
        System.arraycopy(more, 0, values, size, more.length);
        size += more.length;
    }

    public int get(int index) {
        return values[Objects.checkIndex(index, size)];
    }

    public void clear() {
        size = 0;
    }

    /** Holds {@link #size()} values, and others behind them; valid until the next change. */
    public int[] array() {
        return values;
    }

    public int[] toArray() {
        return Arrays.copyOf(values, size);
    }

    /** By half: columns of millions of rows must not take twice their size. */
    static int grown(int size) {
        return Math.addExact(size, Math.max(16, size >> 1));
    }
}
