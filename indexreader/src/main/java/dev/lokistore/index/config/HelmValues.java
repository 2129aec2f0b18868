package dev.lokistore.index.config;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The values of the charts {@code loki-simple-scalable} and {@code loki}, and the configuration that the chart makes of
 * them ({@code formats/chunks-and-layout.md#57-helm-charts}): as far as it tells where data is, how it is written, and how
 * long it is kept. What the file does not set has the chart's default.
 */
final class HelmValues {
    /** Sections that the charts put into the configuration as they are. */
    private static final List<String> PASSED_ON = List.of(
            "server",
            "ingester",
            "limits_config",
            "storage_config",
            "chunk_store_config",
            "compactor",
            "querier",
            "query_range",
            "query_scheduler",
            "frontend",
            "frontend_worker",
            "distributor",
            "index_gateway",
            "analytics",
            "bloom_build",
            "bloom_gateway",
            "ruler_storage",
            "tracing");

    private static final int NO_LINE = 0;

    private final YamlNode values;
    private final YamlNode loki;
    private final HelmChart chart;
    private final List<ConfigFault> faults;

    HelmValues(YamlNode values, List<ConfigFault> faults) throws LokiConfigException {
        this.values = values;
        this.loki = values.at("loki");
        this.chart = HelmChart.of(values);
        this.faults = faults;
    }

    /** The chart's values, which may be in a section of a parent chart's; empty if there are none. */
    static Optional<YamlNode> in(YamlNode root) {
        return Stream.of(root.find("loki-simple-scalable"), root.find("loki"), root)
                .filter(HelmValues::isValues)
                .findFirst();
    }

    private static boolean isValues(YamlNode node) {
        return node.find("loki").isMapping()
                || node.find("write").isMapping() && node.find("read").isMapping()
                || node.find("singleBinary").isMapping()
                || node.find("deploymentMode").isText();
    }

    /** The root of Loki's configuration. */
    YamlNode config() throws IOException {
        Map<String, YamlTree.Node> config = new LinkedHashMap<>(ofText());
        HelmStorage storage = new HelmStorage(values, chart, faults);
        put(config, "auth_enabled", loki.at("auth_enabled"));
        put(config, "auth_enabled", loki.at("authEnabled"));
        for (String section : PASSED_ON) {
            put(config, section, loki.at(section));
        }
        put(config, "storage_config", loki.at("storageConfig"));
        config.put("common", common(storage));
        schema(storage).ifPresent(schema -> config.put("schema_config", schema));
        ruler(storage).ifPresent(ruler -> config.put("ruler", ruler));
        if (storage.thanos()) {
            YamlTree.Node thanos = mapping(loki.line(), Map.of("use_thanos_objstore", standard("true")));
            config.merge("storage_config", thanos, (own, added) -> YamlMerge.quiet(own, added));
        }
        put(config, "table_manager", values.at("tableManager"));
        existingSecret();
        YamlTree.Node structured = loki.at("structuredConfig").value();
        YamlTree.Node rendered = mapping(values.line(), config);
        YamlTree.Node merged = structured == null
                ? rendered
                : new YamlMerge(values.source(), faults, "loki.structuredConfig").merge(rendered, structured);
        return YamlNode.of(values.source(), "", Templates.without(merged));
    }

    /** The root of the runtime overrides; missing if the chart has none. */
    YamlNode overrides() throws LokiConfigException {
        YamlNode runtime = loki.at("runtimeConfig");
        return runtime.isMapping()
                ? YamlNode.of(values.source(), "", Templates.without(valueOf(runtime)))
                : YamlNode.missing(values.source());
    }

    /** {@code loki.config}: a whole configuration, if it is no template. */
    private Map<String, YamlTree.Node> ofText() throws IOException {
        YamlNode node = loki.find("config");
        if (node.value() instanceof YamlTree.Mapping mapping) {
            return mapping.entries();
        }
        if (!(node.value() instanceof YamlTree.Scalar scalar) || scalar.text() == null) {
            return Map.of();
        }
        if (Templates.isTemplate(scalar.text())) {
            if (!scalar.text().contains("loki.commonStorageConfig")) {
                faults.add(ConfigFault.note(
                        node,
                        "loki.config is a template of its own, which only Helm can render: the chart's own is taken;"
                                + " 'helm template' prints the ConfigMap, which can be given instead"));
            }
            return Map.of();
        }
        int line = scalar.line();
        YamlNode root = YamlTree.parse(
                values.source(), scalar.text(), scalar.literal() ? inner -> line + inner : inner -> line);
        return root.value() instanceof YamlTree.Mapping mapping ? mapping.entries() : Map.of();
    }

    private YamlTree.Node common(HelmStorage storage) throws LokiConfigException {
        Map<String, YamlTree.Node> common = new LinkedHashMap<>();
        YamlNode given = loki.at("commonConfig");
        if (given.value() instanceof YamlTree.Mapping mapping) {
            common.putAll(mapping.entries());
        }
        common.put("storage", storage.common());
        return mapping(given.line(), common);
    }

    private Optional<YamlTree.Node> schema(HelmStorage storage) throws LokiConfigException {
        YamlNode given = loki.at("schemaConfig");
        if (given.value() instanceof YamlTree.Mapping mapping
                && !mapping.entries().isEmpty()) {
            return Optional.of(mapping);
        }
        boolean test = loki.at("useTestSchema").flag().orElse(false);
        if (!test && chart == HelmChart.LOKI_6) {
            return Optional.empty();
        }
        Map<String, YamlTree.Node> period = new LinkedHashMap<>();
        period.put("from", standard(test ? "2024-04-01" : "2022-01-11"));
        period.put("store", standard(test ? "tsdb" : "boltdb-shipper"));
        period.put("object_store", standard(storage.objectStore(test)));
        period.put("schema", standard(test ? "v13" : "v12"));
        period.put(
                "index",
                mapping(
                        NO_LINE,
                        Map.of("prefix", standard(test ? "index_" : "loki_index_"), "period", standard("24h"))));
        YamlTree.Node periods = new YamlTree.Sequence(NO_LINE, List.of(mapping(NO_LINE, period)));
        return Optional.of(mapping(NO_LINE, Map.of("configs", periods)));
    }

    private Optional<YamlTree.Node> ruler(HelmStorage storage) throws LokiConfigException {
        Map<String, YamlTree.Node> ruler = new LinkedHashMap<>();
        storage.ruler().ifPresent(bucket -> ruler.put("storage", bucket));
        if (loki.at("rulerConfig").value() instanceof YamlTree.Mapping mapping) {
            ruler.putAll(mapping.entries());
        }
        return ruler.isEmpty() ? Optional.empty() : Optional.of(mapping(loki.line(), ruler));
    }

    private void existingSecret() throws LokiConfigException {
        YamlNode secret = loki.at("existingSecretForConfig");
        if (!secret.blank()) {
            faults.add(ConfigFault.warning(
                    secret,
                    "loki.existingSecretForConfig: Loki's configuration is in that Secret, and these values are not"
                            + " used for it; 'kubectl get secret -o yaml' prints it, which can be given instead"));
        }
    }

    static void put(Map<String, YamlTree.Node> section, String key, YamlNode node) {
        if (!node.blank()) {
            section.put(key, valueOf(node));
        }
    }

    static YamlTree.Node valueOf(YamlNode node) {
        YamlTree.Node value = node.value();
        return value == null ? new YamlTree.Scalar(node.line(), null, false) : value;
    }

    /** What the chart has by itself: no line of the values gives it. */
    static YamlTree.Scalar standard(String text) {
        return new YamlTree.Scalar(NO_LINE, text, false);
    }

    static YamlTree.Mapping mapping(int line, Map<String, YamlTree.Node> entries) {
        return new YamlTree.Mapping(line, entries);
    }
}
