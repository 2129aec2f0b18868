package dev.lokistore.index.rules;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.lokistore.index.duration.PrometheusDuration;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Renders rule groups as the rule files that Loki's ruler, {@code lokitool} and Prometheus' tools read. Every text is
 * quoted, so that nothing in a store can become YAML of its own.
 */
public final class RuleYaml {
    private RuleYaml() {}

    /**
     * A rule file; what Loki's {@code local} rule storage holds for each namespace.
     *
     * @param groups of one tenant and namespace, in the order wanted
     */
    public static String render(List<RuleGroup> groups) {
        // long lines stay whole: folded ones would be read right, but not by people with grep
        YAMLFactory factory = YAMLFactory.builder()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .disable(YAMLGenerator.Feature.SPLIT_LINES)
                .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
                .build();
        StringWriter text = new StringWriter();
        try (JsonGenerator yaml = factory.createGenerator(text)) {
            yaml.writeStartObject();
            yaml.writeArrayFieldStart("groups");
            for (RuleGroup group : groups) {
                write(yaml, group);
            }
            yaml.writeEndArray();
            yaml.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a string could not be written to", e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator yaml, RuleGroup group) throws IOException {
        yaml.writeStartObject();
        yaml.writeStringField("name", group.name());
        duration(yaml, "interval", group.interval());
        if (group.limit() != 0) {
            yaml.writeNumberField("limit", group.limit());
        }
        yaml.writeArrayFieldStart("rules");
        for (Rule rule : group.rules()) {
            write(yaml, rule);
        }
        yaml.writeEndArray();
        yaml.writeEndObject();
    }

    private static void write(JsonGenerator yaml, Rule rule) throws IOException {
        yaml.writeStartObject();
        yaml.writeStringField(rule.isAlert() ? "alert" : "record", rule.isAlert() ? rule.alert() : rule.record());
        yaml.writeStringField("expr", rule.expr());
        duration(yaml, "for", rule.holdFor());
        pairs(yaml, "labels", rule.labels());
        pairs(yaml, "annotations", rule.annotations());
        yaml.writeEndObject();
    }

    private static void duration(JsonGenerator yaml, String name, Duration duration) throws IOException {
        if (!duration.isZero()) {
            yaml.writeStringField(name, PrometheusDuration.format(duration));
        }
    }

    private static void pairs(JsonGenerator yaml, String name, Map<String, String> pairs) throws IOException {
        if (pairs.isEmpty()) {
            return;
        }
        yaml.writeObjectFieldStart(name);
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            yaml.writeStringField(pair.getKey(), pair.getValue());
        }
        yaml.writeEndObject();
    }
}
