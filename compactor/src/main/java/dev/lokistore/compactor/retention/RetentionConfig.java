package dev.lokistore.compactor.retention;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.retention.PolicyFault.Severity;
import dev.lokistore.index.config.ConfigFile;
import dev.lokistore.index.config.LokiConfigException;
import dev.lokistore.index.config.YamlNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the retention of a Loki configuration and of its file of runtime overrides
 * ({@code formats/compaction-retention-deletes.md#22-the-period-of-a-stream}). Keys that mean nothing for retention are
 * not looked at.
 */
public final class RetentionConfig {
    private final ConfigFile file;
    private final YamlNode root;

    private RetentionConfig(ConfigFile file) {
        this.file = file;
        this.root = file.config();
    }

    public static RetentionConfig of(ConfigFile file) {
        return new RetentionConfig(file);
    }

    /**
     * The files of runtime overrides that the configuration names, in order; none if it names none. Without them some
     * tenants' periods are not known.
     */
    public List<String> overrideFiles() throws LokiConfigException {
        String files = root.at("runtime_config", "file").text().orElse("");
        String named = files.isBlank() ? legacyOverrides() : files;
        return Arrays.stream(named.split(","))
                .map(String::trim)
                .filter(file -> !file.isEmpty())
                .toList();
    }

    private String legacyOverrides() throws LokiConfigException {
        return root.at("limits_config", "per_tenant_override_config").text().orElse("");
    }

    /**
     * The policy of this configuration.
     *
     * @param overrides the files of runtime overrides, besides those that the configuration itself carries; no tenant in two
     *     of them. If there is none though the configuration names one, the policy has a fault of severity {@code ERROR}
     * @throws LokiConfigException if a value makes no sense, which Loki would refuse too
     */
    public RetentionPolicy policy(List<ConfigFile> overrides, RetentionSemantics semantics) throws IOException {
        List<PolicyFault> faults = new ArrayList<>();
        LimitsReader reader = new LimitsReader(semantics, faults);
        RetentionSettings settings = settings();
        TenantRules defaults = reader.defaults(root.at("limits_config"));
        Limits limits = limits(overrides);
        faults.addAll(limits.faults());
        Map<TenantId, TenantRules> tenants = new HashMap<>();
        for (Map.Entry<TenantId, YamlNode> entry : limits.tenants().entrySet()) {
            tenants.put(entry.getKey(), reader.tenant(entry.getKey(), entry.getValue(), defaults));
        }
        if (!file.config().missing()) {
            contradictions(settings, defaults, tenants, faults);
        }
        return new RetentionPolicy(settings, semantics, defaults, tenants, sorted(faults));
    }

    /**
     * What {@code limits_config} says, and what runtime overrides say of single tenants.
     *
     * @param defaults missing where there is none
     * @param faults that leave it uncertain which limits are in force
     */
    public record Limits(YamlNode defaults, Map<TenantId, YamlNode> tenants, List<PolicyFault> faults) {
        public Limits {
            tenants = Map.copyOf(tenants);
            faults = List.copyOf(faults);
        }
    }

    /**
     * The limits of this configuration.
     *
     * @param overrides as for {@link #policy}
     */
    public Limits limits(List<ConfigFile> overrides) throws IOException {
        List<PolicyFault> faults = new ArrayList<>();
        List<ConfigFile> sources = new ArrayList<>(overrides);
        if (!file.overrides().missing()) {
            sources.add(0, file);
        }
        Map<TenantId, YamlNode> tenants = overrides(sources, faults);
        if (sources.isEmpty()) {
            missingOverrides().ifPresent(faults::add);
        }
        if (file.config().missing()) {
            faults.add(incomplete(
                    root,
                    "a file of runtime overrides and no configuration: the limits of other tenants are not known"));
        }
        return new Limits(root.at("limits_config"), tenants, faults);
    }

    private static List<PolicyFault> sorted(List<PolicyFault> faults) {
        List<PolicyFault> sorted = new ArrayList<>(faults);
        sorted.sort((a, b) -> {
            int bySource = a.source().compareTo(b.source());
            return bySource != 0 ? bySource : Integer.compare(a.line(), b.line());
        });
        return sorted;
    }

    private Optional<PolicyFault> missingOverrides() throws LokiConfigException {
        List<String> files = overrideFiles();
        if (files.isEmpty()) {
            return Optional.empty();
        }
        YamlNode modern = root.at("runtime_config").at("file");
        YamlNode place =
                modern.text().orElse("").isBlank() ? root.at("limits_config").at("per_tenant_override_config") : modern;
        String message = "the limits of some tenants are in " + String.join(", ", files)
                + ", which was not given: those known here may be the wrong ones";
        return Optional.of(incomplete(place, message));
    }

    private static Map<TenantId, YamlNode> overrides(List<ConfigFile> files, List<PolicyFault> faults)
            throws IOException {
        Map<TenantId, YamlNode> entries = new HashMap<>();
        for (ConfigFile each : files) {
            if (each.overrides().missing()
                    && !each.config().find("limits_config").missing()) {
                faults.add(incomplete(
                        each.config(), "a configuration of Loki was given in the place of runtime overrides"));
            }
            for (Map.Entry<String, YamlNode> entry :
                    each.overrides().at("overrides").entries().entrySet()) {
                // a tenant with nothing behind it has no limits of its own
                if (!entry.getValue().missing()) {
                    YamlNode earlier = entries.put(tenant(entry.getKey(), entry.getValue()), entry.getValue());
                    if (earlier != null) {
                        throw entry.getValue().error("given in " + earlier.source() + " too: no telling which counts");
                    }
                }
            }
        }
        return entries;
    }

    private static TenantId tenant(String name, YamlNode node) throws LokiConfigException {
        try {
            return TenantId.of(name);
        } catch (IllegalArgumentException e) {
            throw node.error("expected a tenant, found '" + name + "'");
        }
    }

    private RetentionSettings settings() throws LokiConfigException {
        YamlNode compactor = root.at("compactor");
        YamlNode manager = root.at("table_manager");
        Duration interval = compactor.at("compaction_interval").interval().orElse(Duration.ofMinutes(10));
        Duration retention = compactor.at("apply_retention_interval").interval().orElse(Duration.ZERO);
        if (retention.isZero() || retention.equals(interval)) {
            // what Loki 3 makes of it; Loki 2 runs earlier, with every compaction
            Duration half = interval.dividedBy(2);
            Duration ten = Duration.ofMinutes(10);
            retention = interval.plus(half.compareTo(ten) < 0 ? half : ten);
        }
        return new RetentionSettings(
                compactor.at("retention_enabled").flag().orElse(false),
                compactor.at("retention_delete_delay").interval().orElse(Duration.ofHours(2)),
                interval,
                retention,
                compactor.at("delete_request_cancel_period").interval().orElse(Duration.ofHours(24)),
                manager.at("retention_deletes_enabled").flag().orElse(false),
                manager.at("retention_period").period().orElse(Duration.ZERO));
    }

    private void contradictions(
            RetentionSettings settings,
            TenantRules defaults,
            Map<TenantId, TenantRules> tenants,
            List<PolicyFault> faults)
            throws LokiConfigException {
        YamlNode enabled = root.at("compactor").at("retention_enabled");
        YamlNode manager = root.at("table_manager").at("retention_deletes_enabled");
        boolean written = hasRule(defaults) || tenants.values().stream().anyMatch(RetentionConfig::hasRule);
        if (written && !settings.enabled()) {
            faults.add(
                    fault(
                            Severity.WARNING,
                            enabled.missing() ? firstRule() : enabled,
                            "there are retention rules, but compactor.retention_enabled is not true: Loki applies none of them"));
        }
        if (settings.enabled() && settings.tableManager()) {
            faults.add(fault(
                    Severity.WARNING,
                    manager,
                    "both compactor.retention_enabled and table_manager.retention_deletes_enabled: the table manager"
                            + " removes index tables whatever the compactor's rules say"));
        }
        YamlNode modern = root.at("runtime_config").at("file");
        if (!modern.text().orElse("").isBlank()
                && !legacyOverrides().isBlank()
                && !legacyOverrides().equals(modern.text().orElse(""))) {
            faults.add(fault(
                    Severity.WARNING,
                    modern,
                    "runtime_config.file and limits_config.per_tenant_override_config name different files: Loki reads"
                            + " the first"));
        }
    }

    /** Where a rule is written, if limits_config has one. */
    private YamlNode firstRule() throws LokiConfigException {
        YamlNode limits = root.at("limits_config");
        YamlNode period = limits.at("retention_period");
        return period.missing() ? limits.at("retention_stream") : period;
    }

    private static boolean hasRule(TenantRules rules) {
        boolean plain = rules.plain().line() > 0 && !rules.plain().period().isZero();
        return plain || !rules.streams().isEmpty();
    }

    private static PolicyFault incomplete(YamlNode place, String message) {
        return fault(Severity.ERROR, PolicyFault.Kind.INCOMPLETE, place, message);
    }

    static PolicyFault fault(Severity severity, YamlNode place, String message) {
        return fault(severity, PolicyFault.Kind.CONFIGURATION, place, message);
    }

    static PolicyFault fault(Severity severity, PolicyFault.Kind kind, YamlNode place, String message) {
        // a missing node has the line of the section it is missing from; at the root that says nothing
        int line = place.missing() && place.line() <= 1 ? 0 : place.line();
        return new PolicyFault(severity, kind, place.source(), line, message);
    }
}
