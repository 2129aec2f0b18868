package dev.lokistore.chunk;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The structured metadata of an entry: pairs of name and value in stored order, names as they are stored (Loki since 3.6
 * shows them normalised). A name may come twice; {@link #get} and {@link #asMap} then take the last.
 */
public final class StructuredMetadata {
    public static final StructuredMetadata EMPTY = new StructuredMetadata(new String[0]);

    private final String[] namesAndValues;

    private StructuredMetadata(String[] namesAndValues) {
        this.namesAndValues = namesAndValues;
    }

    /** Names and values in turn. */
    public static StructuredMetadata of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("a name without a value: " + Arrays.toString(namesAndValues));
        }
        return namesAndValues.length == 0 ? EMPTY : new StructuredMetadata(namesAndValues.clone());
    }

    /** Takes the array over. */
    static StructuredMetadata wrap(String[] namesAndValues) {
        return new StructuredMetadata(namesAndValues);
    }

    /** In the order of the map. */
    public static StructuredMetadata of(Map<String, String> pairs) {
        String[] namesAndValues = new String[pairs.size() * 2];
        int i = 0;
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            namesAndValues[i++] = pair.getKey();
            namesAndValues[i++] = pair.getValue();
        }
        return i == 0 ? EMPTY : new StructuredMetadata(namesAndValues);
    }

    /** Number of pairs. */
    public int size() {
        return namesAndValues.length / 2;
    }

    public boolean isEmpty() {
        return namesAndValues.length == 0;
    }

    public String name(int index) {
        return namesAndValues[2 * index];
    }

    public String value(int index) {
        return namesAndValues[2 * index + 1];
    }

    public Optional<String> get(String name) {
        for (int i = namesAndValues.length - 2; i >= 0; i -= 2) {
            if (namesAndValues[i].equals(name)) {
                return Optional.of(namesAndValues[i + 1]);
            }
        }
        return Optional.empty();
    }

    /** In stored order; unmodifiable. */
    public Map<String, String> asMap() {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Collections.unmodifiableMap(map);
    }

    /** Equal pairs in equal order. */
    @Override
    public boolean equals(Object other) {
        return other instanceof StructuredMetadata metadata && Arrays.equals(namesAndValues, metadata.namesAndValues);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(namesAndValues);
    }

    @Override
    public String toString() {
        return asMap().toString();
    }
}
