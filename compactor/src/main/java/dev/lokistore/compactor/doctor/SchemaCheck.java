package dev.lokistore.compactor.doctor;

import dev.lokistore.index.LokiStore;
import dev.lokistore.index.health.SchemaFit;
import dev.lokistore.index.schema.SchemaDifference;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.Table;
import java.io.IOException;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether the configured schema is the one that the data was written with. */
record SchemaCheck(LokiStore store, TwinTables twins) implements Check {
    private static final Map<String, Symptom> BY_FIELD = Map.of(
            "from", Symptom.SCHEMA_FROM_LATE,
            "store", Symptom.INDEX_STORE_DIFFERS,
            "schema", Symptom.SCHEMA_VERSION_DIFFERS,
            "index.prefix", Symptom.INDEX_PREFIX_DIFFERS,
            "index.period", Symptom.INDEX_PERIOD_DIFFERS,
            "index.path_prefix", Symptom.INDEX_PATH_DIFFERS);

    @Override
    public String subject() {
        return "schema_config against the data";
    }

    @Override
    public Set<Symptom> symptoms() {
        return EnumSet.copyOf(BY_FIELD.values());
    }

    /** Days whose configured table is there, though the data would rather tell of its twin. */
    private Set<LocalDate> readDays() throws IOException {
        StoreSchema configured = store.configuredSchema().orElse(store.schema());
        Set<LocalDate> days = new HashSet<>();
        for (Table table : store.tables()) {
            if (twins.paired(table) && SchemaFit.of(table, configured) == SchemaFit.FITS) {
                days.add(table.day());
            }
        }
        return days;
    }

    @Override
    public void run(Findings findings) throws IOException {
        for (SchemaDifference difference : store.schemaDifferences(readDays())) {
            Symptom symptom = BY_FIELD.get(difference.field());
            if (symptom == null) {
                throw new IllegalStateException("a field without a symptom: " + difference.field());
            }
            findings.add(
                    symptom,
                    "schema_config",
                    symptom == Symptom.SCHEMA_FROM_LATE
                            ? "there is data from before the first period: Loki does not find it"
                            : difference.field() + " differs from the data: Loki does not find it",
                    List.of(difference.toString()));
        }
    }
}
