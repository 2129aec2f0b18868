package dev.lokistore.index.schema;

import dev.lokistore.index.config.ConfigFault;
import dev.lokistore.index.config.ConfigFile;
import dev.lokistore.index.config.LokiConfigException;
import dev.lokistore.index.config.YamlNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What Loki's configuration file says about where data is and how it was written
 * ({@code formats/chunks-and-layout.md#5}). A hint: everything else in the file is ignored.
 *
 * @param authEnabled false if all data belongs to tenant {@code fake}
 * @param periods by first day, ascending; may be empty
 * @param stores by the name that {@link SchemaPeriod#objectStore()} uses
 * @param objectPrefix before every key of chunks and index; empty, or ends with {@code /}
 * @param faults what contradicts itself, was not understood or not resolved, with lines; never holds secrets
 */
public record LokiConfig(
        boolean authEnabled,
        List<SchemaPeriod> periods,
        Map<String, StoreSettings> stores,
        String objectPrefix,
        List<ConfigFault> faults) {
    public LokiConfig {
        periods = List.copyOf(periods);
        stores = Map.copyOf(stores);
        faults = List.copyOf(faults);
    }

    /**
     * Takes what it needs from a file.
     *
     * @param environment of {@code AWS_REGION}, which decides on the region of some endpoints
     * @throws LokiConfigException if a value makes no sense; names the line
     */
    public static LokiConfig of(ConfigFile file, Function<String, Optional<String>> environment)
            throws LokiConfigException {
        List<ConfigFault> faults = new ArrayList<>(file.remarks());
        YamlNode root = file.config();
        ObjectStoreSections sections = new ObjectStoreSections(root, environment, faults);
        LokiConfig config = new LokiConfig(
                root.at("auth_enabled").flag().orElse(true),
                new PeriodSections(root, faults).read(),
                sections.read(),
                sections.objectPrefix(),
                List.of());
        new Contradictions(file, config, faults).find();
        return new LokiConfig(config.authEnabled, config.periods, config.stores, config.objectPrefix, faults);
    }

    /** As {@link #of}, of a file that is read for nothing else. */
    public static LokiConfig read(Path file, Function<String, Optional<String>> environment) throws IOException {
        return of(ConfigFile.load(file, environment), environment);
    }

    /**
     * As {@link #of}.
     *
     * @param source the file's name, for messages
     */
    public static LokiConfig parse(String source, String text, Function<String, Optional<String>> environment)
            throws IOException {
        return of(ConfigFile.of(source, text, environment), environment);
    }

    /** The settings of the store that holds a period's objects. */
    public Optional<StoreSettings> storeOf(SchemaPeriod period) {
        return Optional.ofNullable(stores.get(period.objectStore()));
    }

    /** The settings of the store that the latest period writes to. */
    public Optional<StoreSettings> latestStore() {
        return periods.isEmpty() ? Optional.empty() : storeOf(periods.get(periods.size() - 1));
    }
}
