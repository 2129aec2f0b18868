package dev.lokistore.index.query;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A binary heap whose first source may move on where it is: half the work of taking it out and putting it back, which is
 * what a merge does for every entry.
 */
final class SourceHeap {
    private final Comparator<MergeSource> order;
    private MergeSource[] sources = new MergeSource[16];
    private int size;

    SourceHeap(Comparator<MergeSource> order) {
        this.order = order;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The first; there must be one. */
    MergeSource first() {
        return sources[0];
    }

    void add(MergeSource source) {
        if (size == sources.length) {
            sources = Arrays.copyOf(sources, 2 * size);
        }
        int place = size++;
        while (place > 0) {
            int parent = (place - 1) / 2;
            MergeSource above = sources[parent];
            if (order.compare(source, above) >= 0) {
                break;
            }
            sources[place] = above;
            place = parent;
        }
        sources[place] = source;
    }

    /** Takes the first out; there must be one. */
    MergeSource remove() {
        MergeSource first = sources[0];
        MergeSource last = sources[--size];
        // what it holds is many times its own size
        Arrays.fill(sources, size, size + 1, null);
        if (size > 0) {
            sink(last);
        }
        return first;
    }

    /** Puts the first, which has moved on, where it belongs now. */
    void firstMoved() {
        sink(sources[0]);
    }

    /** From the top, in place of what is there. */
    private void sink(MergeSource source) {
        int place = 0;
        for (int child = 1; child < size; child = 2 * place + 1) {
            MergeSource lower = sources[child];
            if (child + 1 < size && order.compare(sources[child + 1], lower) < 0) {
                lower = sources[++child];
            }
            if (order.compare(source, lower) <= 0) {
                break;
            }
            sources[place] = lower;
            place = child;
        }
        sources[place] = source;
    }

    /** All of them, in no order; empties the heap. */
    List<MergeSource> takeAll() {
        List<MergeSource> all = all();
        Arrays.fill(sources, null);
        size = 0;
        return all;
    }

    /** In no order. */
    List<MergeSource> all() {
        return List.of(Arrays.copyOf(sources, size));
    }
}
