package dev.lokistore.index.primitive;

import java.util.Arrays;
import java.util.Objects;

/** Longs in a row. Not thread-safe. */
public final class LongList {
    private long[] values = new long[16];
    private int size;

    public int size() {
        return size;
    }

    public void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, IntList.grown(size));
        }
        values[size++] = value;
    }

    public long get(int index) {
        return values[Objects.checkIndex(index, size)];
    }

    public void clear() {
        size = 0;
    }
}
