package dev.lokistore.index.boltdb;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A series that may be wanted, and what is known of it so far. */
final class Candidate {
    private final SortedSet<Integer> shards = new TreeSet<>();
    private final SortedMap<String, String> labels = new TreeMap<>();
    private Optional<Set<String>> names = Optional.empty();

    void addShard(int shard) {
        shards.add(shard);
    }

    void addLabel(String name, String value) {
        labels.putIfAbsent(name, value);
    }

    void names(Optional<Set<String>> found) {
        names = found;
    }

    boolean isIn(int shard) {
        return shards.contains(shard);
    }

    Map<String, String> labels() {
        return labels;
    }

    /** Whether the label is still unknown and, as far as its names are known, the series has it. */
    boolean lacks(String name) {
        return !labels.containsKey(name) && (names.isEmpty() || names.get().contains(name));
    }

    boolean isComplete() {
        return names.isPresent() && labels.keySet().containsAll(names.get());
    }
}
