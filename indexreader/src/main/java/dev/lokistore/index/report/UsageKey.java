package dev.lokistore.index.report;

import dev.lokistore.chunk.Labels;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What chunks are grouped by.
 *
 * @param text as typed and as rows name it
 * @param label the label's name; empty for every other kind
 */
public record UsageKey(String text, Kind kind, String label) {
    /** Where a group's value comes from. */
    public enum Kind {
        TENANT,
        TABLE,
        /** UTC. */
        DAY,
        /** Loki's name of it; takes the reading of every chunk's header. */
        CODEC,
        /** The {@link SizeClass} of the chunk's object. */
        SIZE,
        LABEL
    }

    /** In front of the name of a label that is called like another kind. */
    public static final String LABEL_PREFIX = "label:";
    /** The size of a chunk that has no object. */
    static final String MISSING = "missing";
    /** The size of a chunk of which the store would not say whether it has an object. */
    static final String UNKNOWN = "unknown";

    private static final Map<String, Integer> SIZE_RANKS = sizeRanks();

    /**
     * {@code tenant}, {@code table}, {@code day}, {@code codec}, {@code size}; everything else, and everything behind
     * {@code label:}, is the name of a label.
     *
     * @throws IllegalArgumentException if there is no name
     */
    public static UsageKey parse(String text) {
        String label = text.startsWith(LABEL_PREFIX) ? text.substring(LABEL_PREFIX.length()) : text;
        if (label.isEmpty()) {
            throw new IllegalArgumentException("a key without a name: '" + text + "'");
        }
        if (label.equals(text)) {
            for (Kind kind : Kind.values()) {
                if (kind != Kind.LABEL && kind.name().toLowerCase(Locale.ROOT).equals(text)) {
                    return new UsageKey(text, kind, "");
                }
            }
        }
        return new UsageKey(text, Kind.LABEL, label);
    }

    /** Of two groups' values: sizes by size, those that are not known last; all else by its UTF-8 bytes. */
    Comparator<String> order() {
        return kind == Kind.SIZE ? Comparator.comparingInt(UsageKey::sizeRank) : Labels::compareUtf8;
    }

    /** The value of a chunk in a group of kind {@link Kind#SIZE}. */
    static String sizeOf(Sight sight) {
        if (sight.object() != null) {
            return SizeClass.of(sight.storedBytes()).toString();
        }
        return sight.asked() ? MISSING : UNKNOWN;
    }

    private static int sizeRank(String value) {
        return SIZE_RANKS.getOrDefault(value, SIZE_RANKS.size());
    }

    private static Map<String, Integer> sizeRanks() {
        Map<String, Integer> ranks = new HashMap<>();
        for (int exponent = 0; exponent <= SizeClass.LAST; exponent++) {
            ranks.put(new SizeClass(exponent).toString(), exponent);
        }
        ranks.put(MISSING, ranks.size());
        return Map.copyOf(ranks);
    }
}
