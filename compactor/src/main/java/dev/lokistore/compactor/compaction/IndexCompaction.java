package dev.lokistore.compactor.compaction;

import dev.lokistore.compactor.guard.LiveWriterGuard;
import dev.lokistore.compactor.guard.LokiTimes;
import dev.lokistore.compactor.guard.Objection;
import dev.lokistore.compactor.index.Refusals;
import dev.lokistore.compactor.plan.Estimate;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.compactor.plan.Work;
import dev.lokistore.index.health.SchemaFit;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableScan;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Plans what Loki's compactor left behind: every table that has more index files than it would leave gets new ones, with
 * the same rows. Depends on nothing but its arguments.
 */
public final class IndexCompaction {
    /** In which order tables are taken. */
    public enum Order {
        NEWEST_FIRST,
        OLDEST_FIRST
    }

    /**
     * What is asked for.
     *
     * @param now for names, ages and guards
     * @param order of tables
     * @param maxTables after which the plan ends
     * @param lokiStopped the operator's word that nothing writes
     * @param force the operator's word that objections do not matter
     * @param readByLoki28 whether a Loki up to 2.8 must read the result, which cannot read TSDB format 3
     */
    public record Request(
            Instant now, Order order, int maxTables, boolean lokiStopped, boolean force, boolean readByLoki28) {}

    /**
     * What the planner found.
     *
     * @param planned tables in the plan
     * @param compact tables that are as compact as they can be
     * @param objections that keep tables out of it
     * @param left tables that are beyond {@code maxTables}
     */
    public record Result(int planned, int compact, List<Objection> objections, int left) {
        public Result {
            objections = List.copyOf(objections);
        }
    }

    private final Request request;
    private final StoreSchema schema;
    private final LiveWriterGuard guard;

    public IndexCompaction(Request request, StoreSchema schema, LokiTimes times) {
        this.request = request;
        this.schema = schema;
        this.guard = new LiveWriterGuard(request.now(), times);
    }

    /**
     * Adds a task for each table that needs one.
     *
     * @param tables those that may be taken, by day
     * @param scan what the whole index' listing shows, for objects that do not belong there
     */
    public Result plan(List<Table> tables, TableScan scan, PlanWriter plan) throws IOException {
        List<Table> ordered = new ArrayList<>(tables);
        if (request.order() == Order.NEWEST_FIRST) {
            Collections.reverse(ordered);
        }
        List<Objection> objections = new ArrayList<>();
        int compact = 0;
        int left = 0;
        for (Table table : ordered) {
            if (isCompact(table)) {
                compact++;
                continue;
            }
            List<Objection> against = against(table, scan);
            if (!against.isEmpty()) {
                objections.addAll(against);
            } else if (plan.taskCount() == request.maxTables()) {
                left++;
            } else {
                plan.add(task(table));
            }
        }
        return new Result(plan.taskCount(), compact, objections, left);
    }

    /** As Loki's compactor would leave it: one file in each place, and TSDB files in tenants' folders only. */
    private static boolean isCompact(Table table) {
        boolean multiTenantTsdb =
                table.files().stream().anyMatch(file -> file.common() && file.kind() == IndexKind.TSDB);
        return table.compacted() && !multiTenantTsdb;
    }

    private List<Objection> against(Table table, TableScan scan) {
        List<Objection> against = new ArrayList<>();
        Refusals.of(scan, table)
                .forEach(reason -> against.add(
                        new Objection(table.name(), String.valueOf(reason.getMessage()), Objection.Remedy.NONE)));
        if (SchemaFit.of(table, schema) == SchemaFit.OUTSIDE) {
            against.add(new Objection(
                    table.name(), "no schema period gives it this name: Loki does not read it", Objection.Remedy.NONE));
        }
        guard.againstNewFiles(table).stream()
                .filter(objection -> !objection.met(request.lokiStopped(), request.force()))
                .forEach(against::add);
        return against;
    }

    private PlanTask task(Table table) {
        List<PlannedObject> files = TableWork.files(table);
        long bytes = table.storedBytes();
        long largest = files.stream().mapToLong(PlannedObject::sizeBytes).max().orElse(0);
        // replicas upload the same rows
        Estimate estimate =
                new Estimate(Math.max(1, table.tenantFolders().size()), Math.max(largest, bytes / 2), bytes);
        Work work = new TableWork(request.now(), schema, request.readByLoki28()).of(table);
        return PlanTask.ofTable(TableFolder.of(table), work, files, estimate);
    }
}
