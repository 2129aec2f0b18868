package dev.lokistore.compactor.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a configuration, or the values of the Helm charts {@code loki-simple-scalable} and {@code loki}, say about how Loki
 * runs. Where both give something, the values' own section counts.
 */
public final class Deployment {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    /** Of both charts. */
    private static final int CHART_DEFAULT = 3;

    private final JsonNode root;

    private Deployment(JsonNode root) {
        this.root = root;
    }

    public static Deployment unknown() {
        return new Deployment(YAML.createObjectNode());
    }

    /** What is no YAML says nothing. */
    public static Deployment of(String yaml) {
        try {
            return new Deployment(YAML.readTree(yaml));
        } catch (JsonProcessingException e) {
            return unknown();
        }
    }

    private boolean helm() {
        return root.path("write").isObject() || root.path("loki").isObject();
    }

    OptionalInt replicationFactor() {
        OptionalInt given = firstNumber(
                "/loki/structuredConfig/common/replication_factor",
                "/loki/commonConfig/replication_factor",
                "/common/replication_factor",
                "/ingester/lifecycler/ring/replication_factor");
        return given.isPresent() || !helm() ? given : OptionalInt.of(CHART_DEFAULT);
    }

    /** Empty without Helm values. */
    OptionalInt writeReplicas() {
        OptionalInt given = firstNumber("/write/replicas");
        return given.isPresent() || !helm() ? given : OptionalInt.of(CHART_DEFAULT);
    }

    /** The ruler's own bucket. */
    public Optional<String> rulerBucket() {
        return firstText(
                "/loki/structuredConfig/ruler/storage/s3/bucketnames",
                "/loki/storage/bucketNames/ruler",
                "/ruler/storage/s3/bucketnames");
    }

    /** What Loki fills a chunk up to; empty where it is not given, or 0, which stands for a number of blocks. */
    public OptionalLong chunkTargetBytes() {
        OptionalInt given = firstNumber(
                "/loki/structuredConfig/ingester/chunk_target_size",
                "/loki/ingester/chunk_target_size",
                "/ingester/chunk_target_size");
        return given.isEmpty() || given.getAsInt() <= 0 ? OptionalLong.empty() : OptionalLong.of(given.getAsInt());
    }

    boolean hasSharedStore() {
        return root.findValue("shared_store") != null || root.findValue("shared_store_key_prefix") != null;
    }

    boolean retentionEnabled() {
        return root.at("/compactor/retention_enabled").asBoolean();
    }

    boolean hasDeleteRequestStore() {
        return !root.at("/compactor/delete_request_store").asText().isEmpty();
    }

    boolean structuredMetadataOff() {
        JsonNode setting = root.at("/limits_config/allow_structured_metadata");
        return !setting.isMissingNode() && !setting.asBoolean(true);
    }

    private OptionalInt firstNumber(String... places) {
        for (String place : places) {
            if (root.at(place).canConvertToInt()) {
                return OptionalInt.of(root.at(place).intValue());
            }
        }
        return OptionalInt.empty();
    }

    private Optional<String> firstText(String... places) {
        for (String place : places) {
            if (root.at(place).isTextual() && !root.at(place).asText().isBlank()) {
                return Optional.of(root.at(place).asText().strip());
            }
        }
        return Optional.empty();
    }
}
