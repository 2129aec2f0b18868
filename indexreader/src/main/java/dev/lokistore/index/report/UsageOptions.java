package dev.lokistore.index.report;

import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How usage is grouped and which rows are shown.
 *
 * @param keys at least one, each once
 * @param depth null for a row for each combination of all keys; a number for a tree: a row for everything (depth 0), below
 *     it those of the first key (depth 1), below each those of the first two, up to this many keys
 * @param top of the rows below one row those that come first; 1 or more
 * @param goals what counts as tiny
 */
public record UsageOptions(List<UsageKey> keys, @Nullable Integer depth, UsageSort sort, long top, ChunkGoals goals) {
    public UsageOptions {
        keys = List.copyOf(keys);
        if (keys.isEmpty() || new HashSet<>(keys).size() < keys.size()) {
            throw new IllegalArgumentException("group by one key or more, each once: "
                    + keys.stream().map(UsageKey::text).toList());
        }
        if (depth != null && (depth < 0 || depth > keys.size())) {
            throw new IllegalArgumentException(
                    "depth is " + depth + " but must be 0 to " + keys.size() + ", the number of keys");
        }
        if (top < 1) {
            throw new IllegalArgumentException("top is " + top + " but must be 1 or more");
        }
    }

    /** Every group, largest first. */
    public static UsageOptions by(String... keys) {
        return by(List.of(keys));
    }

    /** As {@link #by(String...)}. */
    public static UsageOptions by(List<String> keys) {
        return new UsageOptions(
                keys.stream().map(UsageKey::parse).toList(),
                null,
                UsageSort.STORED,
                Long.MAX_VALUE,
                ChunkGoals.DEFAULT);
    }

    boolean readsHeaders() {
        return keys.stream().anyMatch(key -> key.kind() == UsageKey.Kind.CODEC);
    }
}
