package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.Labels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Every label pair of a file under construction, numbered as they come, then ranked by name and value. Memory grows with
 * the number of different pairs.
 */
final class LabelPairs {
    record Pair(String name, String value) {
        private static final Comparator<Pair> ORDER =
                Comparator.comparing(Pair::name, Labels::compareUtf8).thenComparing(Pair::value, Labels::compareUtf8);
    }

    private final Map<Pair, Integer> numbers = new HashMap<>();
    private final List<Pair> pairs = new ArrayList<>();

    /** The labels' pairs, in label order. */
    int[] numbersOf(Labels labels) {
        int[] found = new int[labels.size()];
        for (int i = 0; i < found.length; i++) {
            Pair pair = new Pair(labels.name(i), labels.value(i));
            Integer known = numbers.putIfAbsent(pair, pairs.size());
            if (known == null) {
                found[i] = pairs.size();
                pairs.add(pair);
            } else {
                found[i] = known;
            }
        }
        return found;
    }

    int size() {
        return pairs.size();
    }

    /** The pairs by name, then value, of which a place is the rank. */
    List<Pair> ranked() {
        return pairs.stream().sorted(Pair.ORDER).toList();
    }

    /** The rank of each number. */
    int[] ranks(List<Pair> ranked) {
        int[] ranks = new int[ranked.size()];
        for (int rank = 0; rank < ranks.length; rank++) {
            ranks[numbers.get(ranked.get(rank))] = rank;
        }
        return ranks;
    }
}
