package dev.lokistore.compactor.export;

import java.util.Arrays;

/** Numbers that are added at the end. */
final class IntList {
    private int[] values = new int[64];
    private int size;

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    int get(int index) {
        return values[index];
    }

    int size() {
        return size;
    }

    /** Valid until the next change. */
    int[] array() {
        return values;
    }

    void clear() {
        size = 0;
    }
}
