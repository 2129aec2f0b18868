package dev.lokistore.compactor.retention;

import dev.lokistore.index.duration.GoDuration;
import dev.lokistore.index.duration.PrometheusDuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A place in a YAML document.
 *
 * @param path from the root, for messages
 * @param line from 1; of the parent if the node is missing
 * @param value a map, a list, a string, or null where there is nothing
 */
record YamlNode(
        String source, String path, int line, @Nullable Object value) {
    private static final List<String> YES = List.of("true", "yes", "on", "y");
    private static final List<String> NO = List.of("false", "no", "off", "n");

    boolean missing() {
        return value == null;
    }

    boolean isList() {
        return value instanceof List<?>;
    }

    /** A mapping's value with this key; a missing node if there is none. */
    YamlNode at(String key) throws RetentionConfigException {
        YamlNode found = entries().get(key);
        return found == null ? new YamlNode(source, path.isEmpty() ? key : path + "." + key, line, null) : found;
    }

    /** Whether a mapping has the key, though with nothing behind it. */
    boolean has(String key) throws RetentionConfigException {
        return entries().containsKey(key);
    }

    /** A mapping's values; none if missing. */
    Map<String, YamlNode> entries() throws RetentionConfigException {
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw wrong("a mapping");
        }
        Map<String, YamlNode> entries = new LinkedHashMap<>();
        map.forEach((key, node) -> entries.put((String) key, (YamlNode) node));
        return entries;
    }

    /** A list's elements; none if missing. */
    List<YamlNode> elements() throws RetentionConfigException {
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw wrong("a list");
        }
        List<YamlNode> elements = new ArrayList<>();
        list.forEach(node -> elements.add((YamlNode) node));
        return elements;
    }

    /** Empty if missing. */
    String text() throws RetentionConfigException {
        if (value == null) {
            return "";
        }
        if (!(value instanceof String text)) {
            throw wrong("a text");
        }
        return text;
    }

    boolean flag() throws RetentionConfigException {
        String lower = text().toLowerCase(Locale.ROOT);
        if (value != null && !YES.contains(lower) && !NO.contains(lower)) {
            throw wrong("true or false");
        }
        return YES.contains(lower);
    }

    /** Zero if missing. */
    int number() throws RetentionConfigException {
        try {
            return value == null ? 0 : Integer.parseInt(text());
        } catch (NumberFormatException e) {
            throw wrong("a number");
        }
    }

    /** A limit's duration, in Prometheus' notation. */
    Duration period(Duration ifMissing) throws RetentionConfigException {
        return duration(PrometheusDuration::parse, ifMissing);
    }

    /** Another duration, in Go's notation; the other one is accepted too. */
    Duration interval(Duration ifMissing) throws RetentionConfigException {
        return duration(
                text -> {
                    try {
                        return GoDuration.parse(text);
                    } catch (IllegalArgumentException notGo) {
                        return PrometheusDuration.parse(text);
                    }
                },
                ifMissing);
    }

    private Duration duration(Function<String, Duration> notation, Duration ifMissing) throws RetentionConfigException {
        if (value == null) {
            return ifMissing;
        }
        String text = text();
        try {
            return notation.apply(text);
        } catch (IllegalArgumentException e) {
            throw error(String.valueOf(e.getMessage()));
        }
    }

    RetentionConfigException error(String problem) {
        return new RetentionConfigException(source, line, path + ": " + problem);
    }

    private RetentionConfigException wrong(String expected) {
        String found = value instanceof Map ? "a mapping" : value instanceof List ? "a list" : "another value";
        return error("expected " + expected + ", found " + found);
    }
}
