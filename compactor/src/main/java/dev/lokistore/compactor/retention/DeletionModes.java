package dev.lokistore.compactor.retention;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.config.ConfigFile;
import dev.lokistore.index.config.LokiConfigException;
import dev.lokistore.index.config.YamlNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * For which tenants a configuration lets Loki carry delete requests out
 * ({@code formats/compaction-retention-deletes.md#32-modes}). A mode that is nowhere given lets it: so does Loki from 2.8 on.
 *
 * @param general why it does not for tenants without an entry of their own; empty if it does
 * @param tenants the same for those that have one
 * @param faults that leave it uncertain
 */
public record DeletionModes(
        Optional<String> general, Map<TenantId, Optional<String>> tenants, List<PolicyFault> faults) {
    /** Without a configuration. */
    public static final DeletionModes UNKNOWN = new DeletionModes(Optional.empty(), Map.of(), List.of());

    private static final String MODE = "deletion_mode";
    private static final String ALLOW = "allow_deletes";
    private static final String DELETES = "filter-and-delete";

    public DeletionModes {
        tenants = Map.copyOf(tenants);
        faults = List.copyOf(faults);
    }

    /** @throws LokiConfigException if a value makes no sense, which Loki would refuse too */
    public static DeletionModes of(RetentionConfig.Limits limits, ConfigFile file) throws LokiConfigException {
        // of Loki 2.6 alone
        Optional<String> ofCompactor = file.config().at("compactor", MODE).text();
        Map<TenantId, Optional<String>> tenants = new HashMap<>();
        for (Map.Entry<TenantId, YamlNode> entry : limits.tenants().entrySet()) {
            tenants.put(entry.getKey(), hindrance(ofCompactor, entry.getValue(), limits.defaults()));
        }
        return new DeletionModes(
                hindrance(ofCompactor, limits.defaults(), limits.defaults()), tenants, limits.faults());
    }

    private static Optional<String> hindrance(Optional<String> ofCompactor, YamlNode own, YamlNode defaults)
            throws LokiConfigException {
        Optional<String> mode = own.at(MODE).text();
        if (mode.isEmpty()) {
            mode = defaults.at(MODE).text();
        }
        if (mode.isPresent()) {
            return other(mode.get(), MODE);
        }
        if (ofCompactor.isPresent() && !ofCompactor.get().equals(DELETES)) {
            return other(ofCompactor.get(), "compactor." + MODE);
        }
        Optional<Boolean> allowed = own.at(ALLOW).flag();
        if (allowed.isEmpty()) {
            allowed = defaults.at(ALLOW).flag();
        }
        return allowed.orElse(ofCompactor.isEmpty())
                ? Optional.empty()
                : Optional.of("its tenant's " + ALLOW + " is not true");
    }

    private static Optional<String> other(String mode, String name) {
        return mode.equals(DELETES) ? Optional.empty() : Optional.of("its tenant's " + name + " is " + mode);
    }

    /** Why requests of a tenant are not carried out; empty if they are. */
    public Optional<String> hindrance(TenantId tenant) {
        return tenants.getOrDefault(tenant, general);
    }
}
