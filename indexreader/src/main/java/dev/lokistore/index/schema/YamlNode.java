package dev.lokistore.index.schema;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place in a YAML document that knows its line, so that wrong types can be pointed at. Aliases are shared nodes, never
 * copies: what is not asked for costs nothing, however often it is repeated.
 *
 * @param source the file's name, for messages
 * @param path from the root, for messages
 * @param line from 1; of the parent if the node is missing
 */
record YamlNode(
        String source, String path, int line, @Nullable Object value) {
    private static final List<String> YES = List.of("true", "yes", "on", "y");
    private static final List<String> NO = List.of("false", "no", "off", "n");

    /** A mapping's value with this key, or a missing node. */
    YamlNode at(String key) throws LokiConfigException {
        String below = path.isEmpty() ? key : path + "." + key;
        if (value == null) {
            return new YamlNode(source, below, line, null);
        }
        if (!(value instanceof YamlTree.Mapping mapping)) {
            throw wrong("a mapping");
        }
        YamlTree.Node node = mapping.entries().get(key);
        return node == null ? new YamlNode(source, below, line, null) : of(source, below, node);
    }

    YamlNode at(String first, String... rest) throws LokiConfigException {
        YamlNode node = at(first);
        for (String key : rest) {
            node = node.at(key);
        }
        return node;
    }

    /** Null and the empty text, which the parser does not tell from {@code key:} without a value, count as missing. */
    static YamlNode of(String source, String path, YamlTree.Node node) {
        boolean nothing = node instanceof YamlTree.Scalar scalar
                && (scalar.text() == null || scalar.text().isEmpty());
        return new YamlNode(source, path, node.line(), nothing ? null : node);
    }

    boolean missing() {
        return value == null;
    }

    /** A sequence's elements; none if missing. */
    List<YamlNode> elements() throws LokiConfigException {
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof YamlTree.Sequence sequence)) {
            throw wrong("a list");
        }
        return sequence.elements().stream()
                .map(node -> of(source, path + "[]", node))
                .toList();
    }

    /** A mapping's values by key; none if missing. */
    Map<String, YamlTree.Node> entries() throws LokiConfigException {
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof YamlTree.Mapping mapping)) {
            throw wrong("a mapping");
        }
        return mapping.entries();
    }

    Optional<String> text() throws LokiConfigException {
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof YamlTree.Scalar scalar)) {
            throw wrong("a text");
        }
        return Optional.ofNullable(scalar.text());
    }

    Optional<Boolean> flag() throws LokiConfigException {
        Optional<String> text = text();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String lower = text.get().toLowerCase(Locale.ROOT);
        if (!YES.contains(lower) && !NO.contains(lower)) {
            throw wrong("true or false");
        }
        return Optional.of(YES.contains(lower));
    }

    Optional<Integer> number() throws LokiConfigException {
        Optional<String> text = text();
        try {
            return text.map(Integer::parseInt);
        } catch (NumberFormatException e) {
            throw wrong("a number");
        }
    }

    LokiConfigException error(String problem) {
        return new LokiConfigException(source, line, (path.isEmpty() ? "the file" : path) + ": " + problem);
    }

    private LokiConfigException wrong(String expected) {
        String found = value instanceof YamlTree.Mapping
                ? "a mapping"
                : value instanceof YamlTree.Sequence ? "a list" : "another value";
        return error("expected " + expected + ", found " + found);
    }
}
