package dev.lokistore.compactor.fsck;

import dev.lokistore.compactor.conversion.Twins;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.deletes.StoredDeletes;
import dev.lokistore.index.health.StoreHealth;
import dev.lokistore.index.health.TableFault;
import dev.lokistore.index.health.TableHealth;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.Stray;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import dev.lokistore.objectstore.ObjectInfo;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the listing of the index shows, and Loki's delete requests, which lie beside it. */
final class ListingCheck {
    private final LokiStore store;
    private final FsckOrder order;
    private final Tally tally;
    private final Repairs repairs;

    ListingCheck(LokiStore store, FsckOrder order, Tally tally, Repairs repairs) {
        this.store = store;
        this.order = order;
        this.tally = tally;
        this.repairs = repairs;
    }

    /** @param chosen tables to look at; what belongs to none of all is told whatever they are */
    void run(Predicate<Table> chosen) throws IOException {
        StoreSchema configured =
                store.configuredSchema().orElse(new StoreSchema(List.of(), StoreSchema.Origin.DETECTED, List.of()));
        StoreHealth health = StoreHealth.of(store, configured);
        Set<Stray> inTables = new HashSet<>();
        for (TableHealth table : health.tables()) {
            inTables.addAll(table.strays());
            if (chosen.test(table.table())) {
                table(table);
            }
        }
        health.strays().stream()
                .filter(stray -> !inTables.contains(stray))
                .forEach(stray -> stray(Flaw.INDEX_STRAY_OBJECT, stray));
        StoredDeletes.read(
                store,
                null,
                order.temporary(),
                (key, why) -> tell(
                        Flaw.DELETE_REQUESTS_UNREADABLE, key, Faults.offset(why), Faults.message(key, why), List.of()));
    }

    private void tell(Flaw flaw, String subject, @Nullable Long offset, String message, List<String> evidence) {
        if (tally.add(flaw, subject, offset, message, evidence)) {
            repairs.other(flaw);
        }
    }

    private void table(TableHealth health) throws IOException {
        Table table = health.table();
        for (TableFile file : table.files()) {
            if (file.object().sizeBytes() == 0
                    && tally.add(Flaw.INDEX_FILE_EMPTY, file.key(), null, "an index file without a byte", of(table))) {
                repairs.object(Flaw.INDEX_FILE_EMPTY, file.object());
            }
        }
        if (table.files().stream().allMatch(file -> file.object().sizeBytes() == 0)) {
            repairs.hollow(table);
        }
        for (Stray stray : health.strays()) {
            stray(stray.why() == Stray.Why.NAME_TWICE ? Flaw.INDEX_FILE_TWICE : Flaw.TABLE_STRAY_OBJECT, stray);
        }
        Set<TableFault> faults = health.faults(order.now());
        if (faults.contains(TableFault.MIXED_KINDS)) {
            tell(
                    Flaw.TABLE_MIXED_KINDS,
                    table.name(),
                    null,
                    "the table has files of both kinds of index",
                    table.files().stream()
                            .limit(Faults.SAMPLES)
                            .map(file -> file.name().kind() + " " + file.key())
                            .toList());
        }
        if (faults.contains(TableFault.WRONG_KIND)) {
            tell(
                    Flaw.TABLE_WRONG_KIND,
                    table.name(),
                    null,
                    "the table's files are not of the kind that the configured period has: Loki cannot open them",
                    List.of(of(table)));
        }
        if (faults.contains(TableFault.OUTSIDE_SCHEMA) && !converted(table)) {
            tell(
                    Flaw.TABLE_OUTSIDE_SCHEMA,
                    table.name(),
                    null,
                    "no configured period gives the table its name: Loki passes it over",
                    List.of(of(table)));
        }
        if (faults.contains(TableFault.FUTURE)) {
            tell(Flaw.TABLE_FUTURE, table.name(), null, "the table is of a day to come", List.of(of(table)));
        }
    }

    /** Of twins one is read, and the other one is to spare. */
    private boolean converted(Table table) throws IOException {
        for (Twins.Pair pair : Twins.of(store)) {
            if (pair.complete() && (pair.table().equals(table) || pair.twins().contains(table))) {
                return true;
            }
        }
        return false;
    }

    private void stray(Flaw flaw, Stray stray) {
        ObjectInfo object = stray.object();
        if (tally.add(
                flaw,
                object.key().value(),
                null,
                stray.reason(),
                object.sizeBytes() + " bytes, of " + object.lastModified())) {
            repairs.stray(flaw, object);
            if (flaw == Flaw.TABLE_STRAY_OBJECT && stray.why() == Stray.Why.WRONG_DEPTH) {
                // whatever it is, no Loki reads it there, and many read nothing beside it
                repairs.object(flaw, object);
            }
        }
    }

    private static String of(Table table) {
        return "table " + table.name() + " of " + table.day();
    }
}
