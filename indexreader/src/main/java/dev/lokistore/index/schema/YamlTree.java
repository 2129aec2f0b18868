package dev.lokistore.index.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;

/** Builds the tree of one YAML document with its lines. Size, depth and number of nodes are bounded. */
final class YamlTree {
    static final int MAX_CHARS = 4 << 20;
    private static final int MAX_DEPTH = 64;
    private static final int MAX_NODES = 200_000;
    private static final String MERGE = "<<";

    /** A node and the line where it begins, from 1. */
    sealed interface Node {
        int line();
    }

    /** @param text null for YAML's null */
    record Scalar(int line, @Nullable String text) implements Node {}

    record Sequence(int line, List<Node> elements) implements Node {}

    record Mapping(int line, Map<String, Node> entries) implements Node {}

    private final String source;
    private final YAMLParser parser;
    private final Map<String, Node> anchors = new HashMap<>();
    private int nodes;

    private YamlTree(String source, YAMLParser parser) {
        this.source = source;
        this.parser = parser;
    }

    /** The first document; an empty mapping if there is none. */
    static YamlNode parse(String source, String text) throws IOException {
        if (text.length() > MAX_CHARS) {
            throw new LokiConfigException(source, 0, "larger than " + MAX_CHARS + " characters");
        }
        LoaderOptions limits = new LoaderOptions();
        limits.setCodePointLimit(MAX_CHARS);
        limits.setNestingDepthLimit(MAX_DEPTH);
        YAMLFactory factory = YAMLFactory.builder().loaderOptions(limits).build();
        try (YAMLParser parser = factory.createParser(text)) {
            YamlTree tree = new YamlTree(source, parser);
            Node root = parser.nextToken() == null ? new Mapping(1, Map.of()) : tree.node(0);
            boolean blank = root instanceof Scalar scalar
                    && (scalar.text() == null || scalar.text().isEmpty());
            return YamlNode.of(source, "", blank ? new Mapping(1, Map.of()) : root);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            // the message of the library quotes the text around the place, which may be a secret
            String what = e instanceof StreamConstraintsException ? "too large or too deep" : "no valid YAML";
            throw new LokiConfigException(source, Math.max(0, line), what);
        }
    }

    private Node node(int depth) throws IOException {
        int line = line();
        if (depth > MAX_DEPTH || ++nodes > MAX_NODES) {
            throw new LokiConfigException(source, line, "too many values, or nested too deeply");
        }
        if (parser.isCurrentAlias()) {
            Node shared = anchors.get(parser.getText());
            if (shared == null) {
                throw new LokiConfigException(source, line, "an alias without its anchor");
            }
            return shared;
        }
        String anchor = parser.getObjectId();
        JsonToken token = parser.currentToken();
        Node node;
        if (token == JsonToken.START_OBJECT) {
            node = mapping(line, depth);
        } else if (token == JsonToken.START_ARRAY) {
            node = sequence(line, depth);
        } else {
            node = new Scalar(line, token == JsonToken.VALUE_NULL ? null : parser.getText());
        }
        if (anchor != null) {
            // after the node is complete, so that no node holds itself
            anchors.put(anchor, node);
        }
        return node;
    }

    private Node sequence(int line, int depth) throws IOException {
        List<Node> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(node(depth + 1));
        }
        return new Sequence(line, elements);
    }

    private Node mapping(int line, int depth) throws IOException {
        Map<String, Node> own = new LinkedHashMap<>();
        List<Node> merged = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            int keyLine = line();
            String key = Optional.ofNullable(parser.currentName()).orElse("");
            parser.nextToken();
            Node value = node(depth + 1);
            if (key.equals(MERGE)) {
                merged.addAll(value instanceof Sequence several ? several.elements() : List.of(value));
            } else if (own.put(key, value) != null) {
                throw new LokiConfigException(source, keyLine, "'" + key + "' is given twice");
            }
        }
        for (Node node : merged) {
            if (!(node instanceof Mapping mapping)) {
                throw new LokiConfigException(source, node.line(), "only mappings can be merged with <<");
            }
            nodes += mapping.entries().size();
            if (nodes > MAX_NODES) {
                throw new LokiConfigException(source, node.line(), "too many values are merged");
            }
            mapping.entries().forEach(own::putIfAbsent);
        }
        return new Mapping(line, own);
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }
}
