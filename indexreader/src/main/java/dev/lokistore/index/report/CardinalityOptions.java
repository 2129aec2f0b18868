package dev.lokistore.index.report;

import java.util.HashSet;
import java.util.List;

/**
 * What a report of cardinality shows.
 *
 * @param drops names of labels that would be dropped together, beside each label alone; each at least one, each once
 * @param goals up to what size chunks of merged streams would grow
 */
public record CardinalityOptions(List<List<String>> drops, ChunkGoals goals) {
    public static final CardinalityOptions DEFAULT = new CardinalityOptions(List.of(), ChunkGoals.DEFAULT);

    public CardinalityOptions {
        drops = drops.stream().map(List::copyOf).toList();
        for (List<String> names : drops) {
            if (names.isEmpty() || names.contains("") || new HashSet<>(names).size() < names.size()) {
                throw new IllegalArgumentException("drop one label or more, each once: " + String.join(",", names));
            }
        }
    }
}
