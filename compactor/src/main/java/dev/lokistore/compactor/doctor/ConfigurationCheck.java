package dev.lokistore.compactor.doctor;

import dev.lokistore.compactor.retention.PolicyFault;
import dev.lokistore.compactor.retention.RetentionPolicy;
import dev.lokistore.index.config.ConfigFault;
import dev.lokistore.index.schema.LokiConfig;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.schema.StoreSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether the configuration fits itself, and the buckets that are looked at.
 *
 * @param policy null if the rules are not known
 * @param buckets by name; empty for a folder or an archive, which may be a copy of any
 */
record ConfigurationCheck(LokiConfig config, @Nullable RetentionPolicy policy, List<String> buckets) implements Check {
    private static final Duration DAY = Duration.ofHours(24);

    @Override
    public String subject() {
        return "periods, stores and bucket names of the configuration";
    }

    @Override
    public Set<Symptom> symptoms() {
        return EnumSet.of(
                Symptom.CONFIG_NOTE,
                Symptom.CONFIG_CONTRADICTION,
                Symptom.CONFIG_REFUSED,
                Symptom.INDEX_PERIOD_NOT_24H,
                Symptom.FILESYSTEM_BESIDE_S3,
                Symptom.BUCKET_NOT_CONFIGURED,
                Symptom.BUCKET_NAME_ODD);
    }

    @Override
    public void run(Findings findings) {
        faults(findings);
        for (SchemaPeriod period : config.periods()) {
            if (!period.indexPeriod().equals(DAY)) {
                findings.add(
                        Symptom.INDEX_PERIOD_NOT_24H,
                        "schema_config",
                        "an index period is not 24h",
                        List.of("period from " + period.from() + ", store " + period.store() + ": index.period "
                                + period.indexPeriod().toHours() + "h"));
            }
        }
        List<String> configured = new ArrayList<>();
        boolean filesystem = false;
        for (StoreSettings settings : config.stores().values()) {
            filesystem |= settings instanceof StoreSettings.Filesystem;
            if (settings instanceof StoreSettings.S3 s3) {
                configured.addAll(s3.buckets());
            }
        }
        if (filesystem && !configured.isEmpty() && !usesFilesystem()) {
            findings.add(
                    Symptom.FILESYSTEM_BESIDE_S3,
                    "storage_config",
                    "a filesystem store is configured beside S3, and no period uses it",
                    List.of("S3 buckets: " + String.join(", ", configured)));
        }
        checkNames(configured, findings);
    }

    private void faults(Findings findings) {
        for (ConfigFault fault : config.faults()) {
            Symptom symptom = switch (fault.severity()) {
                case NOTE -> Symptom.CONFIG_NOTE;
                case WARNING -> Symptom.CONFIG_CONTRADICTION;
                case ERROR -> Symptom.CONFIG_REFUSED;
            };
            add(symptom, fault.source(), fault.line(), fault.message(), findings);
        }
        for (PolicyFault fault : policy == null ? List.<PolicyFault>of() : policy.faults()) {
            switch (fault.kind()) {
                case INCOMPLETE -> findings.unchecked(fault.toString());
                case RELEASE -> add(Symptom.CONFIG_NOTE, fault.source(), fault.line(), fault.message(), findings);
                case CONFIGURATION -> {
                    boolean refused = fault.severity() == PolicyFault.Severity.ERROR;
                    Symptom symptom = refused ? Symptom.CONFIG_REFUSED : Symptom.CONFIG_CONTRADICTION;
                    add(symptom, fault.source(), fault.line(), fault.message(), findings);
                }
            }
        }
    }

    private static void add(Symptom symptom, String source, int line, String message, Findings findings) {
        findings.add(symptom, source + (line > 0 ? " line " + line : ""), message, List.of());
    }

    private boolean usesFilesystem() {
        return config.periods().stream()
                .map(config::storeOf)
                .anyMatch(store ->
                        store.filter(StoreSettings.Filesystem.class::isInstance).isPresent());
    }

    private void checkNames(List<String> configured, Findings findings) {
        for (String name : configured) {
            if (!name.equals(name.strip()) || name.isEmpty()) {
                findings.add(
                        Symptom.BUCKET_NAME_ODD,
                        "bucketnames",
                        "a bucket's name has spaces around it, or is empty: Loki takes it as it is",
                        List.of("'" + name + "'"));
            }
        }
        for (String bucket : buckets) {
            if (!configured.isEmpty() && !configured.contains(bucket)) {
                findings.add(
                        Symptom.BUCKET_NOT_CONFIGURED,
                        bucket,
                        "the configuration does not name this bucket",
                        List.of("bucketnames: " + String.join(", ", configured)));
            }
        }
    }
}
