package dev.lokistore.compactor.removal;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.compactor.compaction.TableWork;
import dev.lokistore.compactor.guard.Consent;
import dev.lokistore.compactor.guard.LiveWriterGuard;
import dev.lokistore.compactor.guard.LokiTimes;
import dev.lokistore.compactor.guard.Objection;
import dev.lokistore.compactor.index.Refusals;
import dev.lokistore.compactor.index.UnreadableRows;
import dev.lokistore.compactor.plan.Estimate;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.plan.PlannedChunk;
import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.compactor.removal.TableRemoval.Going;
import dev.lokistore.compactor.retention.RowFate;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableReader;
import dev.lokistore.objectstore.ObjectInfo;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Plans that rows go from tables and chunks with them, as a rule says: a task a table, by day. What cannot be read is left
 * as it is, a table or the part of it that belongs to a tenant; the others go on. Holds what goes from one table at a time.
 */
public final class RowRemoval {
    private static final long MILLIS_PER_DAY = 86_400_000L;

    private final LokiStore loki;
    private final ChunkInventory objects;
    private final TableWork work;
    private final LiveWriterGuard guard;
    private final Consent consent;
    private final int maxTables;

    private final RemovalTally tally = new RemovalTally();
    private final List<Objection> objections = new ArrayList<>();
    /** Chunks that go and that a table to come may name too. */
    private final Set<ChunkRef> goneBefore = new HashSet<>();

    private int planned;
    private int left;

    /**
     * @param objects of all tenants that the rule is about
     * @param maxTables after which the plan ends
     */
    public RowRemoval(
            LokiStore loki,
            ChunkInventory objects,
            StoreSchema schema,
            Instant now,
            LokiTimes times,
            Consent consent,
            int maxTables) {
        this.loki = loki;
        this.objects = objects;
        this.work = new TableWork(now, schema, false);
        this.guard = new LiveWriterGuard(now, times);
        this.consent = consent;
        this.maxTables = maxTables;
    }

    /**
     * Adds a task for each table that rows go from. To be called once.
     *
     * @param problems told of what cannot be read, and therefore stays
     */
    public RemovalResult plan(RowRule rule, PlanWriter plan, Problems problems) throws IOException {
        List<Table> tables = loki.tables();
        for (int i = 0; i < tables.size(); i++) {
            Table table = tables.get(i);
            if (rule.concerns(table)) {
                TableRemoval removal = read(rule, table, problems);
                if (!removal.isEmpty()) {
                    long nextDay = i + 1 < tables.size() ? tables.get(i + 1).firstDay() : Long.MAX_VALUE;
                    decide(removal, nextDay, plan);
                }
            }
        }
        return new RemovalResult(planned, tally.rows(), objections, left);
    }

    private TableRemoval read(RowRule rule, Table table, Problems problems) throws IOException {
        UnreadableRows unreadable = new UnreadableRows(table, problems);
        TableRemoval removal = new TableRemoval(table, unreadable);
        SeriesQuery query = new SeriesQuery(rule.tenants(), List.of(), TimeRange.ALL);
        try (TableReader reader = loki.openTable(table, unreadable);
                SeriesCursor series = reader.series(query)) {
            while (series.next()) {
                judge(rule, table, series.series(), removal);
            }
        }
        return removal;
    }

    private void judge(RowRule rule, Table table, IndexedSeries series, TableRemoval removal) throws IOException {
        for (IndexedChunk chunk : series.chunks()) {
            ObjectInfo object = objects.find(chunk.ref()).orElse(null);
            RowRule.Verdict verdict = rule.verdict(table, series, chunk.ref(), object);
            if (verdict.fate() == RowFate.KEEP) {
                removal.keep();
            } else {
                removal.go(new Going(chunk.ref(), object, verdict.rule(), verdict.fate() == RowFate.DROP_ROW));
            }
        }
    }

    private void decide(TableRemoval removal, long nextDay, PlanWriter plan) throws IOException {
        List<Objection> against = Refusals.againstNewRows(removal.table(), guard, consent);
        if (!against.isEmpty()) {
            objections.addAll(against);
            for (Going row : removal.going()) {
                if (!row.stays() && !goneBefore.contains(row.chunk())) {
                    tally.leftOut(row.chunk().tenant(), row.rule(), row.bytes());
                }
            }
        } else if (planned == maxTables) {
            left++;
        } else {
            plan.add(task(removal, nextDay));
            planned++;
        }
        goneBefore.removeIf(chunk -> lastDay(chunk) < nextDay);
    }

    private PlanTask task(TableRemoval removal, long nextDay) {
        Table table = removal.table();
        List<PlannedChunk> drops = new ArrayList<>();
        List<PlannedChunk> unlists = new ArrayList<>();
        for (Going row : removal.going()) {
            ChunkRef chunk = row.chunk();
            if (row.stays()) {
                unlists.add(row.planned());
                tally.rowOnly(chunk.tenant(), row.rule());
            } else if (goneBefore.contains(chunk)) {
                unlists.add(row.planned());
            } else {
                drops.add(row.planned());
                count(row);
                if (lastDay(chunk) >= nextDay) {
                    goneBefore.add(chunk);
                }
            }
        }
        Estimate estimate = new Estimate(
                removal.keepsRows() ? Math.max(1, table.tenantFolders().size()) : 0,
                removal.bytesLeft(),
                table.storedBytes());
        return new PlanTask(
                table.name(),
                TableFolder.of(table),
                work.of(table),
                removal.untouched(),
                TableWork.files(table),
                List.of(),
                List.of(),
                drops,
                unlists,
                estimate);
    }

    private void count(Going row) {
        if (row.object() == null) {
            tally.missing(row.chunk().tenant(), row.rule());
        } else {
            tally.gone(row.chunk().tenant(), row.rule(), row.bytes());
        }
    }

    private static long lastDay(ChunkRef chunk) {
        return Math.floorDiv(chunk.throughMillis(), MILLIS_PER_DAY);
    }
}
