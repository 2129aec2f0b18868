package dev.lokistore.index.schema;

import java.util.List;
import java.util.Optional;

/**
 * How a store's objects were written over time.
 *
 * @param periods by first day, ascending, without duplicates; empty if the store holds nothing to tell it from
 * @param origin where the periods come from
 * @param notes what could only be assumed, as sentences for people
 */
public record StoreSchema(List<SchemaPeriod> periods, Origin origin, List<String> notes) {
    /** Where the periods come from. */
    public enum Origin {
        /** Found out from the store's objects: the first period begins at the first table. */
        DETECTED,
        /** Read from Loki's configuration. */
        CONFIGURED
    }

    public StoreSchema {
        periods = List.copyOf(periods);
        notes = List.copyOf(notes);
        for (int i = 1; i < periods.size(); i++) {
            if (!periods.get(i).from().isAfter(periods.get(i - 1).from())) {
                throw new IllegalArgumentException("schema periods must begin on distinct, increasing days: "
                        + periods.get(i - 1).from() + ", " + periods.get(i).from());
            }
        }
    }

    /** The period that rules at an instant, ms since the epoch: the last that begins at or before it. */
    public Optional<SchemaPeriod> periodAt(long millis) {
        SchemaPeriod found = null;
        for (SchemaPeriod period : periods) {
            if (period.fromMillis() <= millis) {
                found = period;
            }
        }
        return Optional.ofNullable(found);
    }

    /** Loki's {@code schema_config}, ready to paste, ends with a line feed; the same text for equal periods. */
    public String toYaml() {
        return SchemaYaml.render(periods);
    }
}
