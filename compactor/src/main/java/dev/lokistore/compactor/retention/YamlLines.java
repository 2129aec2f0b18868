package dev.lokistore.compactor.retention;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.lokistore.index.schema.ConfigFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * Reads a YAML document into nodes that know their lines. Size, depth and number of nodes are bounded; an alias shares its
 * anchor's node.
 */
final class YamlLines {
    private static final int MAX_CHARS = 16 << 20;
    private static final int MAX_DEPTH = 64;
    private static final int MAX_NODES = 2_000_000;
    private static final String MERGE = "<<";

    private final String source;
    private final YAMLParser parser;
    private final Map<String, YamlNode> anchors = new HashMap<>();
    private int nodes;

    private YamlLines(String source, YAMLParser parser) {
        this.source = source;
        this.parser = parser;
    }

    /** The first document; null's node if there is none. */
    static YamlNode parse(ConfigFile config) throws IOException {
        if (config.text().length() > MAX_CHARS) {
            throw new RetentionConfigException(config.source(), 0, "larger than " + MAX_CHARS + " characters");
        }
        LoaderOptions limits = new LoaderOptions();
        limits.setCodePointLimit(MAX_CHARS);
        limits.setNestingDepthLimit(MAX_DEPTH);
        YAMLFactory factory = YAMLFactory.builder().loaderOptions(limits).build();
        // a key with nothing behind it; the builder, unlike the constructor, has this off
        factory.enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL);
        try (YAMLParser parser = factory.createParser(config.text())) {
            YamlLines lines = new YamlLines(config.source(), parser);
            return parser.nextToken() == null ? new YamlNode(config.source(), "", 1, null) : lines.node("", 0);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            // the library's message quotes the text around the place, which may be a secret
            throw new RetentionConfigException(
                    config.source(), Math.max(0, line), "no valid YAML, or nested too deeply");
        }
    }

    private YamlNode node(String path, int depth) throws IOException {
        int line = parser.currentTokenLocation().getLineNr();
        if (depth > MAX_DEPTH || ++nodes > MAX_NODES) {
            throw new RetentionConfigException(source, line, "too many values, or nested too deeply");
        }
        if (parser.isCurrentAlias()) {
            YamlNode shared = anchors.get(parser.getText());
            if (shared == null) {
                throw new RetentionConfigException(source, line, "an alias without its anchor");
            }
            return shared;
        }
        String anchor = parser.getObjectId();
        YamlNode node = new YamlNode(source, path, line, value(path, depth));
        if (anchor != null) {
            anchors.put(anchor, node);
        }
        return node;
    }

    private @Nullable Object value(String path, int depth) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return mapping(path, depth);
        }
        if (token == JsonToken.START_ARRAY) {
            List<YamlNode> elements = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                elements.add(node(path + "[" + elements.size() + "]", depth + 1));
            }
            return elements;
        }
        return token == JsonToken.VALUE_NULL ? null : parser.getText();
    }

    private Map<String, YamlNode> mapping(String path, int depth) throws IOException {
        Map<String, YamlNode> own = new LinkedHashMap<>();
        List<YamlNode> merged = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            int line = parser.currentTokenLocation().getLineNr();
            String key = parser.currentName() == null ? "" : parser.currentName();
            parser.nextToken();
            YamlNode value = node(path.isEmpty() ? key : path + "." + key, depth + 1);
            if (key.equals(MERGE)) {
                merged.addAll(value.isList() ? value.elements() : List.of(value));
            } else if (own.put(key, value) != null) {
                throw new RetentionConfigException(source, line, "'" + key + "' is given twice");
            }
        }
        for (YamlNode node : merged) {
            Map<String, YamlNode> entries = node.entries();
            nodes += entries.size();
            if (nodes > MAX_NODES) {
                throw new RetentionConfigException(source, node.line(), "too many values are merged");
            }
            entries.forEach(own::putIfAbsent);
        }
        return own;
    }
}
