package dev.lokistore.index.schema;

import java.util.List;
import java.util.Map;

/**
 * What Loki's configuration file says about where data is and how it was written
 * ({@code formats/chunks-and-layout.md#5}). A hint: everything else in the file is ignored.
 *
 * @param authEnabled false if all data belongs to tenant {@code fake}
 * @param periods by first day, ascending; may be empty
 * @param stores by the name that {@link SchemaPeriod#objectStore()} uses
 * @param objectPrefix before every key of chunks and index; empty, or ends with {@code /}
 * @param warnings what was not understood or not resolved, with line numbers; never holds secrets
 */
public record LokiConfig(
        boolean authEnabled,
        List<SchemaPeriod> periods,
        Map<String, StoreSettings> stores,
        String objectPrefix,
        List<String> warnings) {
    public LokiConfig {
        periods = List.copyOf(periods);
        stores = Map.copyOf(stores);
        warnings = List.copyOf(warnings);
    }
}
