package dev.lokistore.index.config;

import dev.lokistore.index.duration.GoDuration;
import dev.lokistore.index.duration.PrometheusDuration;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A place in a YAML document that knows its line, so that what is wrong there can be pointed at. Aliases are shared, never
 * copied: what is not asked for costs nothing, however often it is repeated. Null counts as missing.
 */
public final class YamlNode {
    private static final List<String> YES = List.of("true", "yes", "on", "y");
    private static final List<String> NO = List.of("false", "no", "off", "n");

    private final String source;
    private final String path;
    private final int line;
    private final YamlTree.@Nullable Node value;

    private YamlNode(String source, String path, int line, YamlTree.@Nullable Node value) {
        this.source = source;
        this.path = path;
        this.line = line;
        this.value = value;
    }

    /**
     * The root of a document that is no configuration of Loki.
     *
     * @param source for messages
     * @throws LokiConfigException if it is no YAML, too large, or has a key twice
     */
    public static YamlNode parse(String source, String text) throws IOException {
        return YamlTree.parse(source, text, IntUnaryOperator.identity());
    }

    static YamlNode of(String source, String path, YamlTree.Node node) {
        return new YamlNode(source, path, node.line(), isNothing(node) ? null : node);
    }

    /** Where nothing is. */
    static YamlNode missing(String source) {
        return new YamlNode(source, "", 0, null);
    }

    private static boolean isNothing(YamlTree.Node node) {
        return node instanceof YamlTree.Scalar scalar && scalar.text() == null;
    }

    /** The file's name, for messages. */
    public String source() {
        return source;
    }

    /** From the document's root, for messages; empty for the root. */
    public String path() {
        return path;
    }

    /** From 1; of the section it is missing from if the node is missing; 0 if no line can be named. */
    public int line() {
        return line;
    }

    public boolean missing() {
        return value == null;
    }

    /** Whether nothing is there, or an empty text, which for Loki and Helm is the same in most places. */
    public boolean blank() {
        return value == null
                || value instanceof YamlTree.Scalar scalar
                        && scalar.text() != null
                        && scalar.text().isEmpty();
    }

    public boolean isMapping() {
        return value instanceof YamlTree.Mapping;
    }

    public boolean isText() {
        return value instanceof YamlTree.Scalar;
    }

    /** A mapping's value with this key; a missing node if there is none. */
    public YamlNode at(String key) throws LokiConfigException {
        YamlTree.Node node = nodes().get(key);
        return node == null ? new YamlNode(source, below(key), line, null) : of(source, below(key), node);
    }

    public YamlNode at(String first, String... rest) throws LokiConfigException {
        YamlNode node = at(first);
        for (String key : rest) {
            node = node.at(key);
        }
        return node;
    }

    /** As {@link #at}, but of something else than a mapping nothing is expected. */
    public YamlNode find(String... keys) {
        YamlNode node = this;
        for (String key : keys) {
            YamlTree.Node found = node.value instanceof YamlTree.Mapping mapping
                    ? mapping.entries().get(key)
                    : null;
            node = found == null
                    ? new YamlNode(source, node.below(key), node.line, null)
                    : of(source, node.below(key), found);
        }
        return node;
    }

    /** The values of a key of any mapping at or below this place; of shared nodes one each. */
    public List<YamlNode> everywhere(String key) {
        List<YamlNode> found = new ArrayList<>();
        collect(key, Collections.newSetFromMap(new IdentityHashMap<>()), found);
        return found;
    }

    private void collect(String key, Set<YamlTree.Node> seen, List<YamlNode> found) {
        if (value == null || !seen.add(value)) {
            return;
        }
        if (value instanceof YamlTree.Mapping mapping) {
            mapping.entries().forEach((name, node) -> {
                YamlNode child = of(source, below(name), node);
                if (name.equals(key) && !child.missing()) {
                    found.add(child);
                }
                child.collect(key, seen, found);
            });
        } else if (value instanceof YamlTree.Sequence sequence) {
            int at = 0;
            for (YamlTree.Node node : sequence.elements()) {
                of(source, path + "[" + at++ + "]", node).collect(key, seen, found);
            }
        }
    }

    private String below(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Whether a mapping has the key, though with nothing behind it. */
    public boolean has(String key) throws LokiConfigException {
        return nodes().containsKey(key);
    }

    private Map<String, YamlTree.Node> nodes() throws LokiConfigException {
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof YamlTree.Mapping mapping)) {
            throw wrong("a mapping");
        }
        return mapping.entries();
    }

    /** A mapping's values in their order; none if missing. */
    public Map<String, YamlNode> entries() throws LokiConfigException {
        Map<String, YamlNode> entries = new LinkedHashMap<>();
        nodes().forEach((key, node) -> entries.put(key, of(source, below(key), node)));
        return entries;
    }

    /** A sequence's elements; none if missing. */
    public List<YamlNode> elements() throws LokiConfigException {
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof YamlTree.Sequence sequence)) {
            throw wrong("a list");
        }
        List<YamlNode> elements = new ArrayList<>();
        for (YamlTree.Node node : sequence.elements()) {
            elements.add(of(source, path + "[" + elements.size() + "]", node));
        }
        return elements;
    }

    public Optional<String> text() throws LokiConfigException {
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof YamlTree.Scalar scalar)) {
            throw wrong("a text");
        }
        return Optional.ofNullable(scalar.text());
    }

    public Optional<Boolean> flag() throws LokiConfigException {
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

    public Optional<Integer> number() throws LokiConfigException {
        Optional<String> text = text();
        try {
            return text.map(Integer::parseInt);
        } catch (NumberFormatException e) {
            throw wrong("a number");
        }
    }

    /** A limit's or a period's duration, in Prometheus' notation. */
    public Optional<Duration> period() throws LokiConfigException {
        return duration(PrometheusDuration::parse);
    }

    /** Another duration, in Go's notation; the other one is accepted too. */
    public Optional<Duration> interval() throws LokiConfigException {
        return duration(text -> {
            try {
                return GoDuration.parse(text);
            } catch (IllegalArgumentException notGo) {
                return PrometheusDuration.parse(text);
            }
        });
    }

    private Optional<Duration> duration(Function<String, Duration> notation) throws LokiConfigException {
        Optional<String> text = text();
        try {
            return text.map(notation);
        } catch (IllegalArgumentException e) {
            throw error(String.valueOf(e.getMessage()));
        }
    }

    YamlTree.@Nullable Node value() {
        return value;
    }

    public LokiConfigException error(String problem) {
        return new LokiConfigException(source, line, (path.isEmpty() ? "the file" : path) + ": " + problem);
    }

    private LokiConfigException wrong(String expected) {
        String found = value instanceof YamlTree.Mapping
                ? "a mapping"
                : value instanceof YamlTree.Sequence ? "a list" : "another value";
        return error("expected " + expected + ", found " + found);
    }

    /** Without values, which may be secret. */
    @Override
    public String toString() {
        return source + (line > 0 ? " line " + line : "") + ": " + path;
    }
}
