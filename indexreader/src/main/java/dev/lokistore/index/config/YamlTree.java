package dev.lokistore.index.config;

import com.fasterxml.jackson.core.JsonLocation;
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
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;

/** Builds the trees of YAML documents with their lines. Size, depth and number of nodes are bounded. */
final class YamlTree {
    static final int MAX_CHARS = 16 << 20;

    private static final int MAX_DEPTH = 64;
    private static final int MAX_NODES = 2_000_000;
    private static final String MERGE = "<<";
    private static final char LITERAL = '|';

    /** A node and the line where it begins, from 1. */
    sealed interface Node {
        int line();
    }

    /**
     * @param text null for YAML's null
     * @param literal whether it is a literal block, whose lines are lines of the file, from the one after {@code line} on
     */
    record Scalar(int line, @Nullable String text, boolean literal) implements Node {}

    record Sequence(int line, List<Node> elements) implements Node {}

    record Mapping(int line, Map<String, Node> entries) implements Node {}

    private final String source;
    private final String text;
    private final YAMLParser parser;
    private final IntUnaryOperator lineInFile;
    private final List<ConfigFault> twice;
    private final Map<String, Node> anchors = new HashMap<>();
    private int nodes;

    private YamlTree(
            String source, String text, YAMLParser parser, IntUnaryOperator lineInFile, List<ConfigFault> twice) {
        this.source = source;
        this.text = text;
        this.parser = parser;
        this.lineInFile = lineInFile;
        this.twice = twice;
    }

    /**
     * The first document; an empty mapping if there is none.
     *
     * @throws LokiConfigException also for a key that is given twice, as Loki does
     */
    static YamlNode parse(String source, String text, IntUnaryOperator lineInFile) throws IOException {
        List<ConfigFault> twice = new ArrayList<>();
        YamlNode root = parse(source, text, lineInFile, twice);
        if (!twice.isEmpty()) {
            throw new LokiConfigException(
                    source, twice.get(0).line(), twice.get(0).message());
        }
        return root;
    }

    /**
     * As {@link #parse(String, String, IntUnaryOperator)}, but of a key that is given twice the last counts, as for Helm.
     *
     * @param twice where that is told
     */
    static YamlNode parse(String source, String text, IntUnaryOperator lineInFile, List<ConfigFault> twice)
            throws IOException {
        List<YamlNode> documents = parseAll(source, text, lineInFile, twice);
        YamlNode root = documents.isEmpty() ? YamlNode.missing(source) : documents.get(0);
        return root.missing() ? YamlNode.of(source, "", new Mapping(1, Map.of())) : root;
    }

    /** All documents, those between two {@code ---} lines. */
    static List<YamlNode> parseAll(String source, String text, IntUnaryOperator lineInFile, List<ConfigFault> twice)
            throws IOException {
        if (text.length() > MAX_CHARS) {
            throw new LokiConfigException(source, 0, "larger than " + MAX_CHARS + " characters");
        }
        LoaderOptions limits = new LoaderOptions();
        limits.setCodePointLimit(MAX_CHARS);
        limits.setNestingDepthLimit(MAX_DEPTH);
        YAMLFactory factory = YAMLFactory.builder().loaderOptions(limits).build();
        // a key with nothing behind it, unlike '': the builder, unlike the constructor, has this off
        factory.enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL);
        try (YAMLParser parser = factory.createParser(text)) {
            return new YamlTree(source, text, parser, lineInFile, twice).documents();
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            // the message of the library quotes the text around the place, which may be a secret
            String what = e instanceof StreamConstraintsException ? "too large or too deep" : "no valid YAML";
            throw new LokiConfigException(source, line > 0 ? lineInFile.applyAsInt(line) : 0, what);
        }
    }

    private List<YamlNode> documents() throws IOException {
        List<YamlNode> documents = new ArrayList<>();
        while (parser.nextToken() != null) {
            documents.add(YamlNode.of(source, "", node(0)));
            anchors.clear();
        }
        return documents;
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
            boolean literal = isLiteral(parser.currentTokenLocation());
            node = new Scalar(line, token == JsonToken.VALUE_NULL ? null : parser.getText(), literal);
        }
        if (anchor != null) {
            // after the node is complete, so that no node holds itself
            anchors.put(anchor, node);
        }
        return node;
    }

    /** The parser tells no styles; its offsets are right up to the first character beyond the basic plane. */
    private boolean isLiteral(JsonLocation place) {
        long at = place.getCharOffset();
        return at >= 0 && at < text.length() && text.charAt((int) at) == LITERAL;
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
                twice.add(
                        new ConfigFault(ConfigFault.Severity.WARNING, source, keyLine, "'" + key + "' is given twice"));
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
        return lineInFile.applyAsInt(parser.currentTokenLocation().getLineNr());
    }
}
