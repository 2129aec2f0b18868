package dev.lokistore.index.config;

import static dev.lokistore.index.config.HelmValues.mapping;
import static dev.lokistore.index.config.HelmValues.put;
import static dev.lokistore.index.config.HelmValues.standard;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the charts make of {@code loki.storage} and of {@code minio}, the child chart. */
final class HelmStorage {
    private static final String S3 = "s3";
    private static final Set<String> OBJECT_STORES = Set.of(S3, "gcs", "azure", "swift", "alibabacloud", "bos", "cos");
    /** Keys of {@code loki.storage.s3}, and what they are in the configuration. */
    private static final Map<String, String> S3_KEYS = Map.of(
            "s3", "s3",
            "endpoint", "endpoint",
            "region", "region",
            "secretAccessKey", "secret_access_key",
            "accessKeyId", "access_key_id",
            "signatureVersion", "signature_version",
            "s3ForcePathStyle", "s3forcepathstyle",
            "insecure", "insecure",
            "sse", "sse");

    /** What the chart's own file has in the place of values. */
    private static final Map<String, String> PLACEHOLDERS = Map.of(
            "endpoint", "https://amazonaws.com",
            "secretAccessKey", "supersecret",
            "accessKeyId", "accesskey");

    /** Of {@code loki-simple-scalable}, which writes them into Loki's configuration whatever the child chart has. */
    private static final String SIMPLE_KEY = "enterprise-logs";

    private static final String SIMPLE_SECRET = "supersecret";

    private final YamlNode storage;
    private final YamlNode minio;
    private final HelmChart chart;
    private final List<ConfigFault> faults;

    HelmStorage(YamlNode values, HelmChart chart, List<ConfigFault> faults) throws LokiConfigException {
        this.storage = values.at("loki", "storage");
        this.minio = values.at("minio");
        this.chart = chart;
        this.faults = faults;
    }

    boolean thanos() throws LokiConfigException {
        return storage.at("use_thanos_objstore").flag().orElse(false);
    }

    private boolean minioEnabled() throws LokiConfigException {
        return minio.at("enabled").flag().orElse(false);
    }

    private String type() throws LokiConfigException {
        return storage.at("type").text().orElse(S3);
    }

    /** {@code common.storage}. */
    YamlTree.Node common() throws LokiConfigException {
        Map<String, YamlTree.Node> common = new LinkedHashMap<>();
        String type = type();
        if (thanos()) {
            common.put("object_store", objectStoreSection());
        } else if (minioEnabled()) {
            contradictions(type);
            common.put(S3, ofMinio());
        } else if (type.equals(S3)) {
            common.put(S3, ofS3());
        } else if (OBJECT_STORES.contains(type)) {
            common.put(type, mapping(storage.line(), Map.of("type", standard(type))));
        } else {
            YamlNode section = storage.find("filesystem").missing() ? storage.at("local") : storage.at("filesystem");
            YamlNode directory = section.at("chunks_directory");
            YamlTree.Node path = directory.blank() ? standard("/var/loki/chunks") : HelmValues.valueOf(directory);
            common.put("filesystem", mapping(section.line(), Map.of("chunks_directory", path)));
        }
        return mapping(storage.line(), common);
    }

    private YamlTree.Node objectStoreSection() throws LokiConfigException {
        YamlNode section = storage.at("object_store");
        String type = section.at("type").text().orElse(S3);
        Map<String, YamlTree.Node> own = new LinkedHashMap<>(
                section.find(type).value() instanceof YamlTree.Mapping mapping ? mapping.entries() : Map.of());
        put(own, "bucket_name", storage.at("bucketNames", "chunks"));
        Map<String, YamlTree.Node> all = new LinkedHashMap<>();
        all.put(type, mapping(section.line(), own));
        put(all, "storage_prefix", section.at("storage_prefix"));
        return mapping(section.line(), all);
    }

    private void contradictions(String type) throws LokiConfigException {
        YamlNode enabled = minio.at("enabled");
        YamlNode given = storage.at("type");
        if (!type.equals(S3)) {
            faults.add(ConfigFault.warning(
                    given,
                    "loki.storage.type is " + type + ", but minio.enabled (line " + enabled.line()
                            + ") makes the chart's MinIO the store"));
        }
        YamlNode endpoint = given(storage.at(S3), "endpoint");
        YamlNode url = storage.at(S3, "s3");
        YamlNode elsewhere = endpoint.blank() ? url : endpoint;
        if (!elsewhere.blank()) {
            faults.add(ConfigFault.warning(
                    elsewhere,
                    "loki.storage.s3 names a store, but minio.enabled (line " + enabled.line()
                            + ") makes the chart's MinIO the store"));
        }
        YamlNode key = minio.at("accessKey");
        if (chart == HelmChart.SIMPLE_SCALABLE && !key.text().orElse(SIMPLE_KEY).equals(SIMPLE_KEY)) {
            faults.add(ConfigFault.error(
                    key,
                    "minio.accessKey is not " + SIMPLE_KEY + ", which this chart writes into Loki's configuration: Loki"
                            + " cannot log in, unless structuredConfig corrects it"));
        }
    }

    private YamlTree.Node ofMinio() throws LokiConfigException {
        Map<String, YamlTree.Node> s3 = new LinkedHashMap<>();
        s3.put("endpoint", standard(ReleaseEndpoint.UNKNOWN));
        put(s3, "endpoint", minio.at("address"));
        YamlNode names = storage.at("bucketNames", "chunks");
        boolean fixed = chart == HelmChart.LOKI_6 || names.blank();
        s3.put("bucketnames", fixed ? standard("chunks") : HelmValues.valueOf(names));
        if (chart == HelmChart.SIMPLE_SCALABLE) {
            s3.put("access_key_id", standard(SIMPLE_KEY));
            s3.put("secret_access_key", standard(SIMPLE_SECRET));
            // what the server has, which is what counts for us
            put(s3, "access_key_id", minio.at("accessKey"));
            put(s3, "secret_access_key", minio.at("secretKey"));
        } else {
            // the defaults changed from one chart to the next: none are better than wrong ones
            put(s3, "access_key_id", minio.at("rootUser"));
            put(s3, "secret_access_key", minio.at("rootPassword"));
        }
        s3.put("s3forcepathstyle", standard("true"));
        s3.put("insecure", standard("true"));
        return mapping(minio.line(), s3);
    }

    private YamlTree.Node ofS3() throws LokiConfigException {
        YamlNode given = storage.at(S3);
        Map<String, YamlTree.Node> s3 = new LinkedHashMap<>();
        for (Map.Entry<String, String> key : S3_KEYS.entrySet()) {
            put(s3, key.getValue(), given(given, key.getKey()));
        }
        bucket("chunks").ifPresent(bucket -> s3.put("bucketnames", bucket));
        return mapping(given.line(), s3);
    }

    private static YamlNode given(YamlNode section, String key) throws LokiConfigException {
        YamlNode node = section.at(key);
        boolean placeholder = node.isText() && node.text().orElse("").equals(PLACEHOLDERS.get(key));
        return placeholder ? YamlNode.missing(node.source()) : node;
    }

    /** The name of a bucket; the charts before 6 have a default. */
    private Optional<YamlTree.Node> bucket(String name) throws LokiConfigException {
        YamlNode given = storage.at("bucketNames", name);
        if (given.blank()) {
            return chart == HelmChart.LOKI_6 && !minioEnabled() ? Optional.empty() : Optional.of(standard(name));
        }
        return Optional.of(chart == HelmChart.LOKI_6 && minioEnabled() ? standard(name) : HelmValues.valueOf(given));
    }

    /** {@code ruler.storage}; empty where rules are local files. */
    Optional<YamlTree.Node> ruler() throws LokiConfigException {
        boolean buckets = minioEnabled() || OBJECT_STORES.contains(type());
        Optional<YamlTree.Node> bucket = buckets ? bucket("ruler") : Optional.empty();
        return bucket.map(name -> {
            int line = name.line();
            YamlTree.Node s3 = mapping(line, Map.of("bucketnames", name));
            return mapping(line, Map.of("type", standard(S3), S3, s3));
        });
    }

    /** What a default schema calls the store of chunks. */
    String objectStore(boolean test) throws LokiConfigException {
        if (test) {
            return minioEnabled() ? S3 : "filesystem";
        }
        String type = type();
        return type.equals(S3) || type.equals("gcs") ? type : "filesystem";
    }
}
