package dev.lokistore.index.query;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A binary heap whose first source may move on where it is: half the work of taking it out and putting it back, which is
 * what a merge does for every entry.
 */
final class SourceHeap {
    private final Comparator<MergeSource> order;
    private final List<MergeSource> sources = new ArrayList<>();

    SourceHeap(Comparator<MergeSource> order) {
        this.order = order;
    }

    boolean isEmpty() {
        return sources.isEmpty();
    }

    /** The first; there must be one. */
    MergeSource first() {
        return sources.get(0);
    }

    void add(MergeSource source) {
        int place = sources.size();
        sources.add(source);
        while (place > 0) {
            int parent = (place - 1) / 2;
            MergeSource above = sources.get(parent);
            if (order.compare(source, above) >= 0) {
                break;
            }
            sources.set(place, above);
            place = parent;
        }
        sources.set(place, source);
    }

    /** Takes the first out; there must be one. */
    MergeSource remove() {
        MergeSource first = sources.get(0);
        MergeSource last = sources.remove(sources.size() - 1);
        if (last != first) {
            sink(last);
        }
        return first;
    }

    /** Puts the first, which has moved on, where it belongs now. */
    void firstMoved() {
        sink(sources.get(0));
    }

    /** From the top, in place of what is there. */
    private void sink(MergeSource source) {
        int size = sources.size();
        int place = 0;
        for (int child = 1; child < size; child = 2 * place + 1) {
            MergeSource lower = sources.get(child);
            if (child + 1 < size && order.compare(sources.get(child + 1), lower) < 0) {
                lower = sources.get(++child);
            }
            if (order.compare(source, lower) <= 0) {
                break;
            }
            sources.set(place, lower);
            place = child;
        }
        sources.set(place, source);
    }

    /** All of them, in no order; empties the heap. */
    List<MergeSource> takeAll() {
        List<MergeSource> all = new ArrayList<>(sources);
        sources.clear();
        return all;
    }

    /** In no order. */
    List<MergeSource> all() {
        return sources;
    }
}
