package dev.lokistore.chunk;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An immutable label set, sorted by name in the order of the UTF-8 bytes, names unique. Never holds {@code __name__} or
 * {@code __loki_tenant__}: those who read or write them add and remove them.
 */
public final class Labels implements Comparable<Labels> {
    public static final Labels EMPTY = new Labels(new String[0]);

    private final String[] namesAndValues;

    private Labels(String[] namesAndValues) {
        this.namesAndValues = namesAndValues;
    }

    public static Labels of(Map<String, String> labels) {
        TreeMap<String, String> sorted = new TreeMap<>(Labels::compareUtf8);
        sorted.putAll(labels);
        String[] pairs = new String[sorted.size() * 2];
        int i = 0;
        for (Map.Entry<String, String> label : sorted.entrySet()) {
            pairs[i++] = label.getKey();
            pairs[i++] = label.getValue();
        }
        return new Labels(pairs);
    }

    /** Names and values in turn, in any order of names; for tests and literals. */
    public static Labels of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("a name without a value: " + Arrays.toString(namesAndValues));
        }
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return of(map);
    }

    /**
     * Names and values in turn, in the order of names already; many times faster.
     *
     * @throws IllegalArgumentException if the names do not ascend
     */
    public static Labels ofSorted(String[] namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("a name without a value");
        }
        for (int i = 2; i < namesAndValues.length; i += 2) {
            if (compareUtf8(namesAndValues[i - 2], namesAndValues[i]) >= 0) {
                throw new IllegalArgumentException(
                        "'" + namesAndValues[i] + "' behind '" + namesAndValues[i - 2] + "'");
            }
        }
        return new Labels(namesAndValues.clone());
    }

    /**
     * Names and values in turn; fast where names ascend already, as they do in an index, and right where they do not.
     */
    public static Labels ofPairs(String[] namesAndValues) {
        for (int i = 2; i < namesAndValues.length; i += 2) {
            if (compareUtf8(namesAndValues[i - 2], namesAndValues[i]) >= 0) {
                return of(namesAndValues);
            }
        }
        return new Labels(namesAndValues.clone());
    }

    public int size() {
        return namesAndValues.length / 2;
    }

    public String name(int index) {
        return namesAndValues[2 * index];
    }

    public String value(int index) {
        return namesAndValues[2 * index + 1];
    }

    public Optional<String> get(String name) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i].equals(name)) {
                return Optional.of(namesAndValues[i + 1]);
            }
        }
        return Optional.empty();
    }

    /** The value, or the empty string, which is what LogQL takes for a label that is not there. */
    public String valueOrEmpty(String name) {
        return get(name).orElse("");
    }

    /** In label order. */
    public Map<String, String> asMap() {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Collections.unmodifiableMap(map);
    }

    /** Pairwise name, then value; of two that agree, the one with fewer labels first. */
    @Override
    public int compareTo(Labels other) {
        int shorter = Math.min(namesAndValues.length, other.namesAndValues.length);
        for (int i = 0; i < shorter; i++) {
            int order = compareUtf8(namesAndValues[i], other.namesAndValues[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(namesAndValues.length, other.namesAndValues.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Labels labels && Arrays.equals(namesAndValues, labels.namesAndValues);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(namesAndValues);
    }

    /** A LogQL selector: {@code {app="web", env="prod"}}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            text.append(i == 0 ? "" : ", ").append(namesAndValues[i]).append("=\"");
            text.append(namesAndValues[i + 1]
                    .replace("\\", "\\\\")
                    .replace("\"", "\\\"")
                    .replace("\n", "\\n"));
            text.append('"');
        }
        return text.append('}').toString();
    }

    /** Compares by unsigned UTF-8 bytes, which for Java strings means by code point; Go's and so Loki's order. */
    public static int compareUtf8(String a, String b) {
        int shorter = Math.min(a.length(), b.length());
        for (int i = 0; i < shorter; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean surrogateX = Character.isSurrogate(x);
                boolean surrogateY = Character.isSurrogate(y);
                // a surrogate stands for a code point above U+FFFF, so above every other char
                return surrogateX == surrogateY ? Character.compare(x, y) : surrogateX ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
