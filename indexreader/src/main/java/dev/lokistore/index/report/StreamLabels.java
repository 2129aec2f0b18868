package dev.lokistore.index.report;

import dev.lokistore.chunk.Labels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stream's labels as hashes, from which some can be taken away. */
final class StreamLabels {
    private final Labels labels;
    private final Hash128[] hashes;
    private final Hash128 all;

    StreamLabels(Labels labels) {
        this.labels = labels;
        this.hashes = new Hash128[labels.size()];
        Hash128 sum = Hash128.ZERO;
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = Hash128.of(labels.name(i), labels.value(i));
            sum = sum.plus(hashes[i]);
        }
        this.all = sum;
    }

    int size() {
        return hashes.length;
    }

    String name(int index) {
        return labels.name(index);
    }

    /** The sum of all. */
    Hash128 all() {
        return all;
    }

    /** The sum of those that have one of the names; null if there is none. */
    @Nullable
    Hash128 of(List<String> names) {
        Hash128 sum = null;
        for (int i = 0; i < hashes.length; i++) {
            if (names.contains(labels.name(i))) {
                sum = sum == null ? hashes[i] : sum.plus(hashes[i]);
            }
        }
        return sum;
    }

    /** How many have one of the names. */
    int count(List<String> names) {
        int count = 0;
        for (int i = 0; i < hashes.length; i++) {
            count += names.contains(labels.name(i)) ? 1 : 0;
        }
        return count;
    }
}
