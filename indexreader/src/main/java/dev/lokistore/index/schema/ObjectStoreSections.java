package dev.lokistore.index.schema;

import dev.lokistore.index.config.ConfigFault;
import dev.lokistore.index.config.LokiConfigException;
import dev.lokistore.index.config.ReleaseEndpoint;
import dev.lokistore.index.config.YamlNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads the object stores of Loki's configuration ({@code formats/chunks-and-layout.md#54}). */
final class ObjectStoreSections {
    private static final List<String> OTHERS = List.of("gcs", "azure", "swift", "bos", "cos", "alibabacloud");

    private final YamlNode root;
    private final Function<String, Optional<String>> environment;
    private final List<ConfigFault> faults;
    private final Map<String, StoreSettings> stores = new LinkedHashMap<>();

    ObjectStoreSections(YamlNode root, Function<String, Optional<String>> environment, List<ConfigFault> faults) {
        this.root = root;
        this.environment = environment;
        this.faults = faults;
    }

    /** By the names that {@code object_store} of a period uses. */
    Map<String, StoreSettings> read() throws LokiConfigException {
        YamlNode storage = root.at("storage_config");
        if (thanos()) {
            YamlNode section = storage.at("object_store");
            thanosStores(section.missing() ? root.at("common", "storage", "object_store") : section);
            return stores;
        }
        YamlNode common = root.at("common", "storage");
        s3(List.of(storage.at("aws"), common.at("s3"))).ifPresent(s3 -> {
            stores.put("s3", s3);
            stores.put("aws", s3);
        });
        directory(storage.at("filesystem", "directory"), common.at("filesystem", "chunks_directory"))
                .ifPresent(filesystem -> stores.put("filesystem", filesystem));
        for (String type : OTHERS) {
            if (!storage.at(type).missing() || !common.at(type).missing()) {
                stores.put(type, new StoreSettings.Other(type));
            }
        }
        namedStores(storage.at("named_stores"), "aws", "directory");
        return stores;
    }

    /** Before all keys; empty, or ends with {@code /}. */
    String objectPrefix() throws LokiConfigException {
        YamlNode storage = root.at("storage_config");
        YamlNode thanos = storage.at("object_store", "storage_prefix");
        YamlNode common = root.at("common", "storage", "object_store").at("storage_prefix");
        YamlNode prefix = !thanos() ? storage.at("object_prefix") : thanos.missing() ? common : thanos;
        String trimmed = prefix.text().orElse("").replaceAll("^/+|/+$", "");
        return trimmed.isEmpty() ? "" : trimmed + "/";
    }

    private boolean thanos() throws LokiConfigException {
        return root.at("storage_config", "use_thanos_objstore").flag().orElse(false);
    }

    private void thanosStores(YamlNode section) throws LokiConfigException {
        s3(List.of(section.at("s3"))).ifPresent(s3 -> stores.put("s3", s3));
        directory(section.at("filesystem", "dir"), section.at("filesystem", "dir"))
                .ifPresent(filesystem -> stores.put("filesystem", filesystem));
        for (String type : List.of("gcs", "azure", "swift", "alibaba", "bos")) {
            if (!section.at(type).missing()) {
                stores.put(type, new StoreSettings.Other(type));
            }
        }
        namedStores(section.at("named_stores"), "s3", "dir");
    }

    private void namedStores(YamlNode named, String s3Type, String directoryKey) throws LokiConfigException {
        for (String type : named.entries().keySet()) {
            YamlNode section = named.at(type);
            for (String name : section.entries().keySet()) {
                YamlNode one = section.at(name);
                if (type.equals(s3Type)) {
                    // named stores get flag defaults, not common's values
                    s3(List.of(one)).ifPresent(s3 -> stores.put(name, s3));
                } else if (type.equals("filesystem")) {
                    directory(one.at(directoryKey), one.at(directoryKey))
                            .ifPresent(filesystem -> stores.put(name, filesystem));
                } else {
                    stores.put(name, new StoreSettings.Other(type));
                }
            }
        }
    }

    private static Optional<StoreSettings> directory(YamlNode specific, YamlNode common) throws LokiConfigException {
        Optional<String> text = specific.text();
        return (text.isPresent() ? text : common.text()).map(StoreSettings.Filesystem::new);
    }

    /** @param layers sections whose fields count, the most specific first; each field is inherited for itself */
    private Optional<StoreSettings> s3(List<YamlNode> layers) throws LokiConfigException {
        if (layers.stream().allMatch(YamlNode::missing)) {
            return Optional.empty();
        }
        S3Url url = S3Url.NONE;
        YamlNode urlNode = field(layers, "s3");
        if (!urlNode.blank()) {
            url = S3Url.parse(urlNode, environment.apply("AWS_REGION").orElse("dummy"));
        }
        boolean insecure = field(layers, "insecure").flag().orElse(false);
        String endpoint = text(layers, "endpoint");
        String names = text(layers, "bucketnames", "bucket_name");
        List<String> buckets = !names.isEmpty()
                ? List.of(names.split(",", -1)) // not trimmed: Loki does not either
                : url.bucket().isEmpty() ? List.of() : List.of(url.bucket());
        String region = text(layers, "region");
        String delimiter = text(layers, "chunk_delimiter");
        boolean lookupByPath = text(layers, "bucket_lookup_type").equals("path");
        return Optional.of(new StoreSettings.S3(
                buckets,
                endpoint.isEmpty() ? url.endpoint() : withScheme(endpoint, insecure),
                region.isEmpty() ? url.region() : region,
                insecure,
                field(layers, "s3forcepathstyle").flag().orElse(lookupByPath),
                delimiter.length() == 1 && delimiter.charAt(0) < 0x80 ? delimiter : "",
                credentials(layers, url)));
    }

    private StoreCredentials credentials(List<YamlNode> layers, S3Url url) throws LokiConfigException {
        String access = text(layers, "access_key_id");
        String secret = text(layers, "secret_access_key");
        if (access.isEmpty() != secret.isEmpty()) {
            YamlNode given = field(layers, access.isEmpty() ? "secret_access_key" : "access_key_id");
            faults.add(ConfigFault.error(given, "access_key_id and secret_access_key must be given together"));
            return url.credentials();
        }
        return access.isEmpty()
                ? url.credentials()
                : new StoreCredentials(access, secret, text(layers, "session_token"));
    }

    private static String withScheme(String endpoint, boolean insecure) {
        return endpoint.contains("://") || ReleaseEndpoint.isUnknown(endpoint)
                ? endpoint
                : (insecure ? "http://" : "https://") + endpoint;
    }

    private static String text(List<YamlNode> layers, String... names) throws LokiConfigException {
        for (String name : names) {
            String text = field(layers, name).text().orElse("");
            if (!text.isEmpty()) {
                return text;
            }
        }
        return "";
    }

    private static YamlNode field(List<YamlNode> layers, String name) throws LokiConfigException {
        for (YamlNode layer : layers) {
            YamlNode node = layer.at(name);
            if (!node.blank()) {
                return node;
            }
        }
        return layers.get(layers.size() - 1).at(name);
    }
}
