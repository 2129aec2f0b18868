package dev.lokistore.index.config;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What a configuration, and the values of a chart that it comes from, say about how Loki runs. */
public final class Deployment {
    /** Of both charts. */
    private static final int CHART_DEFAULT = 3;

    /** Values of {@code loki.storage.type} without which a chart runs one process. */
    private static final Set<String> FILE_TYPES = Set.of("filesystem", "local");

    private final YamlNode config;
    private final YamlNode values;

    private Deployment(YamlNode config, YamlNode values) {
        this.config = config;
        this.values = values;
    }

    public static Deployment unknown() {
        return new Deployment(YamlNode.missing(""), YamlNode.missing(""));
    }

    public static Deployment of(ConfigFile file) {
        return new Deployment(file.config(), file.values());
    }

    /**
     * A number, and where it is written.
     *
     * @param name of the setting
     * @param place missing if it is a default
     */
    public record Setting(String name, int value, YamlNode place) {
        @Override
        public String toString() {
            String line = place.line() > 0 ? place.source() + " line " + place.line() + ": " : "";
            return place.missing() ? name + " " + value + ", the chart's default" : line + name + " " + value;
        }
    }

    /** Into how many ingesters each entry is written; empty where it is not known. */
    public Optional<Setting> replicationFactor() throws LokiConfigException {
        YamlNode common = config.find("common", "replication_factor");
        YamlNode given =
                common.missing() ? config.find("ingester", "lifecycler", "ring", "replication_factor") : common;
        return setting("replication_factor", given);
    }

    /** How many pods write; empty without a chart's values. */
    public Optional<Setting> writers() throws LokiConfigException {
        if (values.missing()) {
            return Optional.empty();
        }
        String mode = values.find("deploymentMode").text().orElse("");
        boolean object = values.find("minio", "enabled").flag().orElse(false)
                || !FILE_TYPES.contains(
                        values.find("loki", "storage", "type").text().orElse("s3"));
        String section = mode.equals("Distributed")
                ? "ingester"
                : mode.equals("SingleBinary") || mode.isEmpty() && !object ? "singleBinary" : "write";
        YamlNode scaled = values.find(section, "autoscaling");
        boolean scales = scaled.find("enabled").flag().orElse(false);
        YamlNode given = scales ? scaled.find("minReplicas") : values.find(section, "replicas");
        String name = section + (scales ? ".autoscaling.minReplicas" : ".replicas");
        if (!given.missing() || section.equals("write")) {
            return setting(name, given);
        }
        return Optional.empty();
    }

    private Optional<Setting> setting(String name, YamlNode given) throws LokiConfigException {
        Optional<Integer> number = given.number();
        if (number.isPresent()) {
            return Optional.of(new Setting(name, number.get(), given));
        }
        return values.missing() ? Optional.empty() : Optional.of(new Setting(name, CHART_DEFAULT, given));
    }

    /** The ruler's own bucket; empty where rules are files. */
    public Optional<String> rulerBucket() throws LokiConfigException {
        if (config.find("ruler", "storage", "type").text().orElse("").equals("local")) {
            return Optional.empty();
        }
        YamlNode own = config.find("ruler", "storage", "s3", "bucketnames");
        YamlNode thanos = config.find("ruler_storage", "s3", "bucket_name");
        return (own.blank() ? thanos : own).text().map(String::strip).filter(name -> !name.isEmpty());
    }

    /** What Loki fills a chunk up to; empty where it is not given, or 0, which stands for a number of blocks. */
    public OptionalLong chunkTargetBytes() throws LokiConfigException {
        Optional<Integer> given = config.find("ingester", "chunk_target_size").number();
        return given.isEmpty() || given.get() <= 0 ? OptionalLong.empty() : OptionalLong.of(given.get());
    }

    public boolean retentionEnabled() throws LokiConfigException {
        return config.find("compactor", "retention_enabled").flag().orElse(false);
    }

    /** Whether structured metadata is switched off, which is on from 3.0 on. */
    public boolean structuredMetadataOff() throws LokiConfigException {
        return config.find("limits_config", "allow_structured_metadata")
                .flag()
                .map(on -> !on)
                .orElse(false);
    }

    /** The root of the configuration. */
    public YamlNode config() {
        return config;
    }
}
