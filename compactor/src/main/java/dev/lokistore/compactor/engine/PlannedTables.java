package dev.lokistore.compactor.engine;

import dev.lokistore.compactor.plan.PlanHeader;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import dev.lokistore.index.table.TableScan;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Tables as a plan knows them: what was uploaded since is none of its business. */
final class PlannedTables {
    private final ObjectReader objects;
    private final StoreSchema schema;

    PlannedTables(ObjectReader objects, PlanHeader header) {
        this.objects = objects;
        this.schema = new StoreSchema(header.schema(), StoreSchema.Origin.DETECTED, List.of());
    }

    /** Of the store, as the plan says. */
    StoreSchema schema() {
        return schema;
    }

    /** The period that rules at the table's start. */
    SchemaPeriod period(Table table) throws TaskFailedException {
        return ruling(table).orElseThrow(() -> noneOf(table.name()));
    }

    /** The period that rules at the first of the table's days that get rows. */
    SchemaPeriod period(TableFolder table) throws TaskFailedException {
        return schema.periodAt(TimeUnit.DAYS.toMillis(table.firstDay())).orElseThrow(() -> noneOf(table.name()));
    }

    /** As {@link #period(Table)}, or the first one for a table from before it. */
    SchemaPeriod periodOrOldest(Table table) throws TaskFailedException {
        return ruling(table).or(() -> schema.periods().stream().findFirst()).orElseThrow(() -> noneOf(table.name()));
    }

    private Optional<SchemaPeriod> ruling(Table table) {
        return schema.periodAt(
                table.day().atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli());
    }

    private static TaskFailedException noneOf(String table) {
        return new TaskFailedException("no schema period holds the day of " + table);
    }

    /**
     * The table with those of its files that the task reads or replaces.
     *
     * @throws TaskFailedException if it is not there any more
     */
    Table planned(TableFolder folder, PlanTask task) throws IOException {
        return find(folder, task)
                .orElseThrow(() -> new TaskFailedException("the table " + folder.path() + " has gone"));
    }

    /** As {@link #planned}, or a table without files if the task knows none of it. */
    Table plannedOrNew(TableFolder folder, PlanTask task) throws IOException {
        Optional<Table> found = find(folder, task);
        if (found.isPresent()) {
            return found.get();
        }
        Table named = TableScan.table(folder.name(), List.of())
                .orElseThrow(() -> new TaskFailedException("'" + folder.name() + "' is no table's name"));
        return new Table(named.name(), named.prefix(), named.number(), folder.firstDay(), folder.lastDay(), List.of());
    }

    private Optional<Table> find(TableFolder folder, PlanTask task) throws IOException {
        Set<ObjectKey> known = new HashSet<>();
        task.replaces().stream().map(PlannedObject::key).forEach(known::add);
        task.reads().stream().map(PlannedObject::key).forEach(known::add);
        try (Listing<ObjectInfo> listing = objects.list(folder.path())) {
            for (Table table : TableScan.of(listing, folder.indexPrefix()).tables()) {
                List<TableFile> files = table.files().stream()
                        .filter(file -> known.contains(file.object().key()))
                        .toList();
                return Optional.of(new Table(
                        table.name(), table.prefix(), table.number(), table.firstDay(), table.lastDay(), files));
            }
        }
        return Optional.empty();
    }
}
