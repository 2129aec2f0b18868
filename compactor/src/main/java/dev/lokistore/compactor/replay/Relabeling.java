package dev.lokistore.compactor.replay;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.lokistore.chunk.Labels;
import dev.lokistore.index.config.LokiConfigException;
import dev.lokistore.index.config.YamlNode;
import dev.lokistore.index.logql.Re2;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Rules that change streams' labels: Prometheus' {@code relabel_configs}. What the rules make of a label set is
 * remembered, since entries come by the thousand.
 */
public final class Relabeling {
    /** Changes nothing. */
    public static final Relabeling NONE = new Relabeling(List.of());

    private static final String KEY = "relabel_configs";
    private static final Set<String> KNOWN =
            Set.of("action", "source_labels", "separator", "regex", "target_label", "replacement", "modulus");
    private static final int REMEMBERED = 100_000;

    private final List<RelabelRule> rules;

    private Relabeling(List<RelabelRule> rules) {
        this.rules = rules;
    }

    /**
     * Reads rules.
     *
     * @param source the file's name, for messages
     * @param text YAML: a list of rules, or a mapping that has one as {@code relabel_configs}
     * @throws LokiConfigException if it is none; names the line
     */
    public static Relabeling parse(String source, String text) throws IOException {
        YamlNode root = YamlNode.parse(source, text);
        List<RelabelRule> rules = new ArrayList<>();
        for (YamlNode each : (root.isMapping() ? root.at(KEY) : root).elements()) {
            rules.add(rule(each));
        }
        return new Relabeling(List.copyOf(rules));
    }

    private static RelabelRule rule(YamlNode node) throws IOException {
        for (Map.Entry<String, YamlNode> field : node.entries().entrySet()) {
            if (!KNOWN.contains(field.getKey())) {
                throw field.getValue().error("there is no such field in a relabel rule");
            }
        }
        RelabelRule.Action action = action(node);
        List<String> sources = new ArrayList<>();
        for (YamlNode name : node.at("source_labels").elements()) {
            sources.add(name.text().orElse(""));
        }
        String target = node.at("target_label").text().orElse("");
        boolean writes = switch (action) {
            case REPLACE, HASHMOD, LOWERCASE, UPPERCASE, KEEPEQUAL, DROPEQUAL -> true;
            default -> false;
        };
        if (writes && target.isEmpty()) {
            throw node.error("'" + action.name().toLowerCase(Locale.ROOT) + "' needs a target_label");
        }
        long modulus = node.at("modulus").number().orElse(0);
        if (action == RelabelRule.Action.HASHMOD && modulus < 1) {
            throw node.error("'hashmod' needs a modulus of 1 or more");
        }
        return new RelabelRule(
                action,
                List.copyOf(sources),
                text(node.at("separator"), ";"),
                regex(node.at("regex")),
                target,
                text(node.at("replacement"), "$1"),
                modulus);
    }

    private static String text(YamlNode node, String fallback) throws LokiConfigException {
        return node.text().orElse(fallback);
    }

    private static RelabelRule.Action action(YamlNode node) throws LokiConfigException {
        String name = node.at("action").text().orElse("replace");
        try {
            return RelabelRule.Action.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw node.at("action").error("there is no action '" + name + "'");
        }
    }

    /** As Prometheus: of the whole text, and {@code .} matches line ends too. */
    private static Pattern regex(YamlNode node) throws LokiConfigException {
        String text = node.text().orElse("(.*)");
        try {
            return Re2.compile("^(?s:" + text + ")$", 0);
        } catch (PatternSyntaxException e) {
            throw node.error("no RE2 expression: " + e.getDescription());
        }
    }

    /** One after the other for many entries. Not safe for use by several threads. */
    final class Session {
        private final Map<Labels, Optional<Labels>> known = new HashMap<>();

        /** The labels after all rules; empty if the entry is to be left out. */
        Optional<Labels> apply(Labels labels) {
            if (rules.isEmpty()) {
                return Optional.of(labels);
            }
            if (known.size() >= REMEMBERED) {
                known.clear();
            }
            return known.computeIfAbsent(labels, this::changed);
        }

        private Optional<Labels> changed(Labels labels) {
            Map<String, String> changed = new HashMap<>(labels.asMap());
            for (RelabelRule rule : rules) {
                if (!rule.apply(changed)) {
                    return Optional.empty();
                }
            }
            return Optional.of(Labels.of(changed));
        }
    }
}
