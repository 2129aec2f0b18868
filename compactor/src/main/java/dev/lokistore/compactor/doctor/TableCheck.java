package dev.lokistore.compactor.doctor;

import dev.lokistore.index.LokiStore;
import dev.lokistore.index.health.Backlog;
import dev.lokistore.index.health.StoreHealth;
import dev.lokistore.index.health.TableFault;
import dev.lokistore.index.health.TableHealth;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.Stray;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the listing of the index shows. */
record TableCheck(LokiStore store, TwinTables twins, Instant now) implements Check {
    /** A compactor that was down for a night is no finding yet. */
    private static final Duration NEGLECTED = Duration.ofDays(2);

    @Override
    public String subject() {
        return "the index's files as listed";
    }

    @Override
    public Set<Symptom> symptoms() {
        return EnumSet.of(
                Symptom.TABLE_MIXED_KINDS,
                Symptom.TABLE_STRAY_OBJECT,
                Symptom.INDEX_STRAY_OBJECT,
                Symptom.INDEX_FILE_EMPTY,
                Symptom.TABLE_UNCOMPACTED,
                Symptom.TABLE_FUTURE,
                Symptom.TABLE_OUTSIDE_SCHEMA);
    }

    @Override
    public void run(Findings findings) throws IOException {
        Optional<StoreSchema> configured = store.configuredSchema();
        StoreHealth health = StoreHealth.of(
                store, configured.orElse(new StoreSchema(List.of(), StoreSchema.Origin.DETECTED, List.of())));
        Set<Stray> inTables = new HashSet<>();
        for (TableHealth table : health.tables()) {
            inTables.addAll(table.strays());
            table(table, findings);
        }
        Samples others = new Samples();
        health.strays().stream()
                .filter(stray -> !inTables.contains(stray))
                .forEach(stray -> others.add(describe(stray)));
        if (!others.isEmpty()) {
            findings.add(
                    Symptom.INDEX_STRAY_OBJECT,
                    String.join(", ", store.layout().indexPrefixes()),
                    "below the index prefix are objects that belong to no table",
                    others.texts());
        }
    }

    private void table(TableHealth health, Findings findings) throws IOException {
        String name = health.table().name();
        Set<TableFault> faults = health.faults(now);
        if (faults.contains(TableFault.MIXED_KINDS)) {
            findings.add(
                    Symptom.TABLE_MIXED_KINDS,
                    name,
                    "the table has files of both kinds of index",
                    Samples.of(health.table().files().stream()
                            .map(file -> file.name().kind() + " " + file.key())
                            .toList()));
        }
        if (faults.contains(TableFault.STRAY_FILES)) {
            findings.add(
                    Symptom.TABLE_STRAY_OBJECT,
                    name,
                    "the table has objects that are no index files",
                    Samples.of(
                            health.strays().stream().map(TableCheck::describe).toList()));
        }
        if (faults.contains(TableFault.EMPTY_FILES)) {
            findings.add(
                    Symptom.INDEX_FILE_EMPTY,
                    name,
                    "the table has index files without a byte",
                    Samples.of(
                            health.emptyFiles().stream().map(Object::toString).toList()));
        }
        if (faults.contains(TableFault.FUTURE)) {
            findings.add(
                    Symptom.TABLE_FUTURE,
                    name,
                    "the table is of a day to come",
                    List.of("day " + health.table().day() + ", now " + now));
        }
        // of twins one is read, and the other one is told of by another check
        if (faults.contains(TableFault.OUTSIDE_SCHEMA) && !twins.paired(health.table())) {
            findings.add(
                    Symptom.TABLE_OUTSIDE_SCHEMA,
                    name,
                    "no configured period gives the table its name: Loki passes it over",
                    List.of("day " + health.table().day()));
        }
        Backlog backlog = health.backlog();
        if (backlog != null
                && twins.completeOf(health.table()).isEmpty()
                && backlog.lag(now).compareTo(NEGLECTED) >= 0) {
            findings.add(
                    Symptom.TABLE_UNCOMPACTED,
                    name,
                    "the table waits for the compactor",
                    List.of(
                            backlog.files()
                                    + (backlog.files() == 1 ? " file, of " : " files, the oldest of ")
                                    + backlog.since(),
                            "waiting for " + backlog.lag(now).toHours() + " h"));
        }
    }

    private static String describe(Stray stray) {
        return stray.object().key() + " (" + stray.object().sizeBytes() + " bytes): " + stray.reason();
    }
}
