package dev.lokistore.compactor.rewrite;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.compactor.compaction.TableWork;
import dev.lokistore.compactor.guard.Consent;
import dev.lokistore.compactor.guard.LiveWriterGuard;
import dev.lokistore.compactor.guard.LokiTimes;
import dev.lokistore.compactor.guard.Objection;
import dev.lokistore.compactor.index.Refusals;
import dev.lokistore.compactor.index.UnreadableRows;
import dev.lokistore.compactor.plan.ChunkJob;
import dev.lokistore.compactor.plan.ChunkWork;
import dev.lokistore.compactor.plan.Estimate;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.plan.PlannedChunk;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.compactor.retention.Volume;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Plans that entries go, or that their lines change: a task for each table whose rows may change. A chunk that several
 * tables name is rewritten once, and only if all of them can be. Reads the index twice: first whether all of it that matters
 * can be read. Holds the rows of one table, and chunks that reach into the next.
 */
public final class ChunkDeletion {
    private static final long MILLIS_PER_DAY = 86_400_000L;
    private static final long NANOS_PER_DAY = MILLIS_PER_DAY * 1_000_000;

    /**
     * What the planner found.
     *
     * @param rows by tenant
     * @param objections that keep tables out of the plan
     * @param unfinished rules that mean chunks, or tables, which stay: not all of what they ask for is planned
     */
    public record Result(List<DeletionRow> rows, List<Objection> objections, Set<ChunkWork.EntryMatch> unfinished) {
        public Result {
            rows = List.copyOf(rows);
            objections = List.copyOf(objections);
            unfinished = Set.copyOf(unfinished);
        }

        /** What goes whatever is in it, by tenant. */
        public SortedMap<TenantId, Volume> gone() {
            SortedMap<TenantId, Volume> gone = new TreeMap<>();
            rows.forEach(row -> gone.put(row.tenant(), row.whole()));
            return gone;
        }

        /** Chunks that stay though they may hold what is meant. */
        public long leftOut() {
            return rows.stream().mapToLong(row -> row.leftOut().chunks()).sum();
        }
    }

    /** What is known of a table before any chunk is planned. */
    private record Known(Table table, List<Objection> against, UnreadableRows unreadable) {
        boolean barred(TenantId tenant) {
            return !against.isEmpty() || unreadable.concern(tenant);
        }
    }

    private final ChunkWork.Delete work;
    private final EntryDeletion deletion;
    private final Set<TenantId> tenants;
    private final LokiStore loki;
    private final ChunkInventory objects;
    private final TableWork tableWork;
    private final LiveWriterGuard guard;
    private final Consent consent;

    private final SortedMap<TenantId, DeletionRow> rows = new TreeMap<>();
    /** Chunks of tasks before, that a table to come may name too: the task's number. */
    private final Map<ChunkRef, Integer> planned = new HashMap<>();
    /** Chunks that were counted before, and that a table to come may name too. */
    private final Set<ChunkRef> counted = new TreeSet<>();

    private final Set<ChunkWork.EntryMatch> unfinished = new HashSet<>();

    /** @param objects of the tenants that the rules are about */
    public ChunkDeletion(
            ChunkWork.Delete work,
            Set<TenantId> tenants,
            LokiStore loki,
            ChunkInventory objects,
            StoreSchema schema,
            Instant now,
            LokiTimes times,
            Consent consent) {
        this.work = work;
        this.deletion = new EntryDeletion(work);
        this.tenants = Set.copyOf(tenants);
        this.loki = loki;
        this.objects = objects;
        this.tableWork = new TableWork(now, schema, false);
        this.guard = new LiveWriterGuard(now, times);
        this.consent = consent;
    }

    /**
     * Adds a task for each table that is concerned. To be called once.
     *
     * @param problems told of what cannot be read, and therefore stays
     */
    public Result plan(PlanWriter plan, Problems problems) throws IOException {
        List<Known> tables = look(problems);
        List<Objection> objections = new ArrayList<>();
        for (int i = 0; i < tables.size(); i++) {
            Table table = tables.get(i).table();
            long nextDay = i + 1 < tables.size() ? tables.get(i + 1).table().firstDay() : Long.MAX_VALUE;
            TableJobs jobs = jobs(tables.get(i), tables, plan.taskCount());
            if (jobs.concerned) {
                objections.addAll(tables.get(i).against());
            }
            if (!jobs.isEmpty()) {
                plan.add(task(tables.get(i), jobs));
            }
            planned.keySet().removeIf(chunk -> lastDay(chunk) < nextDay && table.lastDay() < nextDay);
            counted.removeIf(chunk -> lastDay(chunk) < nextDay && table.lastDay() < nextDay);
        }
        tables.forEach(this::leaveUnreadable);
        return new Result(List.copyOf(rows.values()), objections, unfinished);
    }

    /** All tables that name a chunk which is concerned, by day: those of the rules' days, and those that its chunks reach. */
    private List<Known> look(Problems problems) throws IOException {
        Map<String, Known> known = new HashMap<>();
        SortedSet<Long> reached = new TreeSet<>();
        for (Table table : loki.tables()) {
            if (isNearRules(table)) {
                known.put(table.name(), look(table, problems, reached));
            }
        }
        boolean more = true;
        while (more && !reached.isEmpty()) {
            more = false;
            for (Table table : loki.tables()) {
                boolean within = table.lastDay() >= reached.first() && table.firstDay() <= reached.last();
                if (within && !known.containsKey(table.name())) {
                    known.put(table.name(), look(table, problems, reached));
                    more = true;
                }
            }
        }
        return known.values().stream()
                .sorted(Comparator.comparingLong((Known one) -> one.table().firstDay())
                        .thenComparing(one -> one.table().name()))
                .toList();
    }

    /** What a table that cannot be read names is not known. */
    private void leaveUnreadable(Known known) {
        for (ChunkWork.EntryMatch rule : work.rules()) {
            TenantId tenant = rule.tenant();
            boolean lost = tenant == null
                    ? known.unreadable().any()
                    : known.unreadable().concern(tenant);
            if (lost && isNear(rule, known.table())) {
                unfinished.add(rule);
            }
        }
    }

    private boolean isNearRules(Table table) {
        return work.rules().stream().anyMatch(rule -> isNear(rule, table));
    }

    /** A day of grace on both sides. */
    private static boolean isNear(ChunkWork.EntryMatch rule, Table table) {
        boolean behind = Math.floorDiv(rule.fromNanos(), NANOS_PER_DAY) - 1 > table.lastDay();
        boolean before = Math.floorDiv(rule.toNanos(), NANOS_PER_DAY) + 1 < table.firstDay();
        return !behind && !before;
    }

    private Known look(Table table, Problems problems, SortedSet<Long> reached) throws IOException {
        UnreadableRows unreadable = new UnreadableRows(table, problems);
        read(table, unreadable, (series, chunk, fate) -> {
            reached.add(Math.floorDiv(chunk.fromMillis(), MILLIS_PER_DAY));
            reached.add(lastDay(chunk));
            while (reached.size() > 2) {
                reached.remove(reached.tailSet(reached.first() + 1).first());
            }
        });
        return new Known(table, Refusals.againstNewRows(table, guard, consent), unreadable);
    }

    private interface RowSink {
        void accept(IndexedSeries series, ChunkRef chunk, EntryDeletion.Reach reach) throws IOException;
    }

    /** Tells of each row that a rule concerns. */
    private void read(Table table, Problems problems, RowSink sink) throws IOException {
        SeriesQuery query = new SeriesQuery(tenants, List.of(), TimeRange.ALL);
        try (TableReader reader = loki.openTable(table, problems);
                SeriesCursor cursor = reader.series(query)) {
            while (cursor.next()) {
                IndexedSeries series = cursor.series();
                for (IndexedChunk chunk : series.chunks()) {
                    EntryDeletion.Reach reach = deletion.reach(chunk.ref(), Optional.ofNullable(series.labels()));
                    if (reach != EntryDeletion.Reach.NONE) {
                        sink.accept(series, chunk.ref(), reach);
                    }
                }
            }
        }
    }

    /** What is to be done about one table. */
    private static final class TableJobs {
        private final List<ChunkJob> jobs = new ArrayList<>();
        private final SortedSet<Integer> jobsOf = new TreeSet<>();
        private long wholeChunks;
        private long wholeBytes;
        private long bytes;
        private boolean concerned;

        boolean isEmpty() {
            return jobs.isEmpty() && jobsOf.isEmpty();
        }
    }

    private TableJobs jobs(Known known, List<Known> tables, int task) throws IOException {
        TableJobs found = new TableJobs();
        // what cannot be read was told before
        read(known.table(), (subject, cause) -> {}, (series, chunk, reach) -> {
            found.concerned = true;
            Integer before = planned.get(chunk);
            if (before != null) {
                if (before != task) {
                    found.jobsOf.add(before);
                }
                return;
            }
            boolean first = counted.add(chunk);
            ObjectInfo object = objects.find(chunk).orElse(null);
            DeletionRow row = rows.computeIfAbsent(chunk.tenant(), DeletionRow::none);
            if (object == null) {
                count(first, row.plusMissing());
            } else if (tables.stream()
                    .anyMatch(table -> table.table().touches(chunk) && table.barred(chunk.tenant()))) {
                count(first, row.plusLeftOut(object.sizeBytes()));
                unfinished.addAll(deletion.reaching(chunk, Optional.ofNullable(series.labels())));
            } else {
                planned.put(chunk, task);
                boolean whole = reach == EntryDeletion.Reach.ALL;
                count(first, whole ? row.plusWhole(object.sizeBytes()) : row.plusPartly(object.sizeBytes()));
                found.jobs.add(new ChunkJob(List.of(new PlannedChunk(chunk, PlannedObject.of(object)))));
                found.bytes += object.sizeBytes();
                found.wholeChunks += whole ? 1 : 0;
                found.wholeBytes += whole ? object.sizeBytes() : 0;
            }
        });
        found.jobs.sort(Comparator.comparing(job -> job.sources().get(0).chunk()));
        return found;
    }

    private void count(boolean first, DeletionRow row) {
        if (first) {
            rows.put(row.tenant(), row);
        }
    }

    private static long lastDay(ChunkRef chunk) {
        return Math.floorDiv(chunk.throughMillis(), MILLIS_PER_DAY);
    }

    private PlanTask task(Known known, TableJobs jobs) {
        Table table = known.table();
        Table readable = known.unreadable().replaceable();
        Estimate estimate = new Estimate(
                jobs.jobs.size()
                        - jobs.wholeChunks
                        + Math.max(1, readable.tenantFolders().size()),
                jobs.bytes - jobs.wholeBytes + readable.storedBytes(),
                readable.storedBytes() + jobs.bytes);
        return new PlanTask(
                table.name(),
                TableFolder.of(readable),
                tableWork.of(readable).with(work),
                known.unreadable().untouched(),
                TableWork.files(readable),
                jobs.jobs,
                List.copyOf(jobs.jobsOf),
                List.of(),
                List.of(),
                estimate);
    }
}
