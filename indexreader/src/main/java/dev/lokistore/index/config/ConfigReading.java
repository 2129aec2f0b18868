package dev.lokistore.index.config;

import dev.lokistore.index.config.ConfigFile.Carrier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Finds out what a file is, and takes the configuration out of it. */
final class ConfigReading {
    /** Sections of which Loki's configuration has at least one. */
    private static final Set<String> SECTIONS = Set.of(
            "auth_enabled",
            "chunk_store_config",
            "common",
            "compactor",
            "ingester",
            "limits_config",
            "querier",
            "ruler",
            "runtime_config",
            "schema_config",
            "server",
            "storage_config",
            "table_manager");

    private static final String OVERRIDES = "overrides";

    private final String source;
    private final Function<String, Optional<String>> environment;
    private final List<ConfigFault> remarks = new ArrayList<>();

    ConfigReading(String source, Function<String, Optional<String>> environment) {
        this.source = source;
        this.environment = environment;
    }

    ConfigFile read(String text) throws IOException {
        List<Manifests.Entry> entries = Manifests.entries(documents(text));
        if (!entries.isEmpty()) {
            return ofManifests(entries);
        }
        String expanded = expanded(source, text, line -> line);
        List<ConfigFault> twice = new ArrayList<>();
        Optional<YamlNode> values = HelmValues.in(YamlTree.parse(source, expanded, line -> line, twice));
        if (values.isPresent()) {
            remarks.addAll(twice);
            HelmValues chart = new HelmValues(values.get(), remarks);
            return file(Carrier.HELM_VALUES, chart.config(), chart.overrides(), values.get());
        }
        YamlNode root = YamlTree.parse(source, expanded, line -> line);
        return isOverrides(root)
                ? file(Carrier.OVERRIDES, nothing(), root, nothing())
                : file(Carrier.PLAIN, root, nothing(), nothing());
    }

    /** As they are written, to look for manifests: what is in those has its variables replaced later. */
    private List<YamlNode> documents(String text) throws IOException {
        try {
            return YamlTree.parseAll(source, text, line -> line, new ArrayList<>());
        } catch (LokiConfigException beforeVariables) {
            // a text may become YAML by its variables only; a manifest has none outside of its texts
            return List.of();
        }
    }

    private ConfigFile ofManifests(List<Manifests.Entry> entries) throws IOException {
        Manifests.@Nullable Entry carrier = null;
        YamlNode config = nothing();
        YamlNode overrides = nothing();
        for (Manifests.Entry entry : entries) {
            YamlNode root = ofEntry(entry);
            if (config.missing() && isConfig(root)) {
                config = root;
                carrier = entry;
            } else if (overrides.missing() && isOverrides(root)) {
                overrides = root;
                carrier = carrier == null ? entry : carrier;
            }
        }
        if (carrier == null) {
            throw new LokiConfigException(
                    source,
                    0,
                    "no ConfigMap or Secret in it carries a configuration of Loki; there are the entries "
                            + String.join(
                                    ", ",
                                    entries.stream().map(Manifests.Entry::key).toList()));
        }
        return file(carrier.secret() ? Carrier.SECRET : Carrier.CONFIG_MAP, config, overrides, nothing());
    }

    /** What is no YAML is another file of the manifest, unless it has the name of a configuration. */
    private YamlNode ofEntry(Manifests.Entry entry) throws IOException {
        List<ConfigFault> before = List.copyOf(remarks);
        try {
            String text = expanded(entry.source(), entry.text(), entry.lineInFile());
            YamlNode root = YamlTree.parse(entry.source(), text, entry.lineInFile());
            if (isConfig(root) || isOverrides(root)) {
                return root;
            }
        } catch (LokiConfigException e) {
            if (entry.named()) {
                throw e;
            }
        }
        // of what is not taken, variables do not matter
        remarks.clear();
        remarks.addAll(before);
        return nothing();
    }

    private String expanded(String name, String text, IntUnaryOperator lineInFile) throws LokiConfigException {
        if (!text.contains("${")) {
            return text;
        }
        EnvExpansion expansion = new EnvExpansion(name, environment, lineInFile);
        String expanded = expansion.expand(text);
        remarks.addAll(expansion.remarks());
        return expanded;
    }

    private static boolean isConfig(YamlNode root) throws LokiConfigException {
        return root.isMapping() && root.entries().keySet().stream().anyMatch(SECTIONS::contains);
    }

    private static boolean isOverrides(YamlNode root) throws LokiConfigException {
        return root.isMapping() && root.has(OVERRIDES) && !isConfig(root);
    }

    private YamlNode nothing() {
        return YamlNode.missing(source);
    }

    private ConfigFile file(Carrier carrier, YamlNode config, YamlNode overrides, YamlNode values) {
        return new ConfigFile(source, carrier, config, overrides, values, remarks);
    }
}
