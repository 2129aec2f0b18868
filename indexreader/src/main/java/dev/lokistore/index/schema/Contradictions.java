package dev.lokistore.index.schema;

import dev.lokistore.index.config.ConfigFault;
import dev.lokistore.index.config.ConfigFile;
import dev.lokistore.index.config.LokiConfigException;
import dev.lokistore.index.config.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Settings of one configuration that do not go together ({@code formats/chunks-and-layout.md#5}). */
final class Contradictions {
    private static final String FAKE = "fake";
    private static final List<String> SHIPPERS = List.of("boltdb_shipper", "tsdb_shipper");

    private final ConfigFile file;
    private final YamlNode root;
    private final LokiConfig config;
    private final List<ConfigFault> faults;

    /** @param faults where what is found is added, in the order of lines */
    Contradictions(ConfigFile file, LokiConfig config, List<ConfigFault> faults) {
        this.file = file;
        this.root = file.config();
        this.config = config;
        this.faults = faults;
    }

    void find() throws LokiConfigException {
        sections();
        stores();
        indexStores();
        retention();
        tenants();
        faults.sort((a, b) -> Integer.compare(a.line(), b.line()));
    }

    /** The section of storage_config counts before that of common, setting by setting. */
    private void sections() throws LokiConfigException {
        YamlNode common = root.at("common", "storage");
        YamlNode own = root.at("storage_config", "aws");
        for (String name : List.of("bucketnames", "endpoint", "region")) {
            differ(own.find(name), "storage_config.aws", common.find("s3", name), "common.storage.s3");
        }
        differ(
                root.at("storage_config").find("filesystem", "directory"),
                "storage_config.filesystem",
                common.find("filesystem", "chunks_directory"),
                "common.storage.filesystem");
        for (YamlNode s3 : List.of(own, common.at("s3"))) {
            url(s3);
            scheme(s3);
        }
        List<String> given = new ArrayList<>();
        for (String type : List.of("s3", "gcs", "azure", "swift", "bos", "alibabacloud", "cos", "filesystem")) {
            if (!common.at(type).missing()) {
                given.add(type);
            }
        }
        if (given.size() > 1) {
            faults.add(ConfigFault.error(
                    common,
                    "common.storage has several stores, " + String.join(" and ", given)
                            + ": Loki takes one, and does not start"));
        }
    }

    private void differ(YamlNode counts, String section, YamlNode other, String elsewhere) throws LokiConfigException {
        String name = counts.path().substring(counts.path().lastIndexOf('.') + 1);
        if (!counts.blank() && !other.blank() && !counts.text().equals(other.text())) {
            faults.add(ConfigFault.warning(
                    counts,
                    name + " is " + shown(counts) + " in " + section + " and "
                            + shown(other) + " in " + elsewhere + " (line " + other.line()
                            + "): the first counts"));
        }
    }

    /** Without a user and a password, which may stand in an endpoint. */
    private static String shown(YamlNode node) throws LokiConfigException {
        return node.text().orElse("").replaceAll("^([^:/@]+://)?.*@", "$1");
    }

    private void url(YamlNode s3) throws LokiConfigException {
        YamlNode url = s3.find("s3");
        YamlNode names = s3.find("bucketnames");
        if (url.blank() || names.blank()) {
            return;
        }
        String bucket = S3Url.parse(url, "").bucket();
        if (!bucket.isEmpty() && !names.text().equals(Optional.of(bucket))) {
            faults.add(ConfigFault.warning(
                    names,
                    "bucketnames is " + names.text().orElse("") + ", but the URL of s3 (line " + url.line()
                            + ") names the bucket " + bucket + ": bucketnames counts"));
        }
    }

    private void scheme(YamlNode s3) throws LokiConfigException {
        YamlNode insecure = s3.find("insecure");
        String endpoint = s3.find("endpoint").text().orElse("").toLowerCase(Locale.ROOT);
        boolean http = insecure.flag().orElse(false);
        if (http && endpoint.startsWith("https://")) {
            faults.add(ConfigFault.warning(insecure, "insecure is true, but the endpoint begins with https://"));
        }
    }

    /** Each period needs a store that is configured, unless the file has the schema only. */
    private void stores() throws LokiConfigException {
        if (config.stores().isEmpty()) {
            return;
        }
        for (YamlNode period : root.at("schema_config", "configs").elements()) {
            YamlNode store = period.at("object_store");
            String name = store.text().orElse("");
            // what a chart has by itself has no line, and is for nobody to correct
            if (!name.isEmpty() && store.line() > 0 && !config.stores().containsKey(name)) {
                faults.add(ConfigFault.error(
                        store,
                        "the period from " + period.at("from").text().orElse("") + " keeps its data in " + name
                                + ", for which there is no section" + known()));
            }
        }
    }

    private String known() {
        Set<String> names = new TreeSet<>(config.stores().keySet());
        return names.isEmpty() ? "" : "; there are " + String.join(", ", names);
    }

    /** Before 3.0 the index could lie elsewhere than the chunks. */
    private void indexStores() throws LokiConfigException {
        Set<String> wanted = new TreeSet<>();
        config.periods().forEach(period -> wanted.add(alias(period.objectStore())));
        for (String section : SHIPPERS) {
            shared(root.at("storage_config").find(section, "shared_store"), wanted);
        }
        YamlNode compactor = root.at("compactor");
        shared(compactor.at("shared_store"), wanted);
        YamlNode prefix = compactor.at("shared_store_key_prefix");
        for (String section : SHIPPERS) {
            YamlNode other = root.at("storage_config").find(section, "shared_store_key_prefix");
            if (!prefix.blank() && !other.blank() && !prefix.text().equals(other.text())) {
                faults.add(ConfigFault.error(
                        prefix,
                        "the compactor looks for the index below "
                                + prefix.text().orElse("") + ", but " + section
                                + " (line " + other.line() + ") puts it below "
                                + other.text().orElse("")));
            }
        }
    }

    private void shared(YamlNode store, Set<String> wanted) throws LokiConfigException {
        String name = alias(store.text().orElse(""));
        if (!name.isEmpty() && !wanted.isEmpty() && !wanted.contains(name)) {
            faults.add(ConfigFault.warning(
                    store,
                    store.path() + " is " + name + ", but the periods keep their chunks in " + String.join(", ", wanted)
                            + ": the index is expected beside other data"));
        }
    }

    private static String alias(String store) {
        return store.equals("aws") ? "s3" : store;
    }

    private void retention() throws LokiConfigException {
        YamlNode compactor = root.at("compactor");
        YamlNode enabled = compactor.at("retention_enabled");
        boolean on = enabled.flag().orElse(false);
        if (on && forLoki3() && compactor.at("delete_request_store").blank()) {
            String what = "retention_enabled without compactor.delete_request_store: Loki 3 does not start with it";
            faults.add(ConfigFault.warning(enabled, what));
        }
        YamlNode requests = compactor.at("delete_request_store");
        if (!requests.blank()
                && !config.stores().isEmpty()
                && !config.stores().containsKey(requests.text().orElse(""))) {
            faults.add(ConfigFault.error(
                    requests,
                    "delete_request_store is " + requests.text().orElse("") + ", for which there is no section"
                            + known()));
        }
        YamlNode mode = root.at("limits_config").at("deletion_mode");
        if (!on && mode.text().orElse("disabled").startsWith("filter-and-delete")) {
            faults.add(ConfigFault.warning(
                    mode,
                    "deletion_mode is filter-and-delete, but without compactor.retention_enabled nothing deletes"));
        }
    }

    /** As far as it can be told: before, the shared store holds the requests. */
    private boolean forLoki3() throws LokiConfigException {
        List<SchemaPeriod> periods = config.periods();
        return root.at("compactor", "shared_store").blank()
                && !periods.isEmpty()
                && periods.get(periods.size() - 1).version() == SchemaPeriod.NEWEST_VERSION;
    }

    private void tenants() throws LokiConfigException {
        YamlNode overrides = file.overrides().at("overrides");
        List<String> others = new ArrayList<>(overrides.entries().keySet());
        others.remove(FAKE);
        if (!config.authEnabled() && !others.isEmpty()) {
            YamlNode first = overrides.at(others.get(0));
            faults.add(ConfigFault.warning(
                    first,
                    "there are overrides for tenants, but auth_enabled (line "
                            + root.at("auth_enabled").line() + ") is false: all data belongs to the tenant " + FAKE));
        }
    }
}
