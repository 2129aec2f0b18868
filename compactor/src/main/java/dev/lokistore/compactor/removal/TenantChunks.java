package dev.lokistore.compactor.removal;

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
import dev.lokistore.compactor.plan.Work;
import dev.lokistore.compactor.removal.TenantPart.Kind;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.StoredChunk;
import dev.lokistore.index.StoredChunkCursor;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableReader;
import dev.lokistore.objectstore.ObjectInfo;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Plans what becomes of all that a tenant has in the index, and of its chunks: either all goes, decodable or not, each read
 * once more when the plan is carried out, for the receipt; or all becomes another tenant's that can. A chunk is taken only
 * if every table of its days can be changed. Reads the index twice; holds the tenant's rows of one table, and its chunks
 * that reach into the next.
 */
public final class TenantChunks {
    private static final long MILLIS_PER_DAY = 86_400_000L;
    /** Chunks of a task without a table. */
    private static final int BATCH = 5000;

    static final String BARRED = "a table of their days is left out or cannot be read";
    /** A row names the chunk's checksum, which of another tenant's nobody can tell without it. */
    private static final String CHUNKLESS =
            "what another tenant's would be named cannot be told; 'gc --dangling' removes them";

    private static final Comparator<ChunkJob> ORDER =
            Comparator.comparing(job -> job.sources().get(0).chunk());

    /**
     * What the planner found.
     *
     * @param rows by kind, then what stays
     * @param objections that keep tables out of the plan
     */
    public record Result(List<TenantPart> rows, List<Objection> objections) {
        public Result {
            rows = List.copyOf(rows);
            objections = List.copyOf(objections);
        }
    }

    /** What is known of a table before anything is planned. */
    private record Known(Table table, List<Objection> against, UnreadableRows unreadable, boolean named) {
        boolean barred(TenantId tenant) {
            return !against.isEmpty() || unreadable.concern(tenant);
        }
    }

    private final TenantId tenant;
    private final ChunkWork work;
    private final LokiStore loki;
    private final ChunkInventory objects;
    private final Instant now;
    private final LiveWriterGuard guard;
    private final Consent consent;

    private final Map<Kind, TreeMap<String, long[]>> sums = new EnumMap<>(Kind.class);
    /** Chunks of tasks before, that a table to come may name too: the task's number. */
    private final Map<ChunkRef, Integer> planned = new HashMap<>();
    /** Chunks that stay, and that a table to come may name too. */
    private final Set<ChunkRef> barred = new HashSet<>();

    private TenantChunks(
            TenantId tenant,
            ChunkWork work,
            LokiStore loki,
            ChunkInventory objects,
            Instant now,
            LokiTimes times,
            Consent consent) {
        this.tenant = tenant;
        this.work = work;
        this.loki = loki;
        this.objects = objects;
        this.now = now;
        this.guard = new LiveWriterGuard(now, times);
        this.consent = consent;
    }

    /**
     * They go.
     *
     * @param objects of the tenant
     */
    public static TenantChunks drop(
            TenantId tenant, LokiStore loki, ChunkInventory objects, Instant now, LokiTimes times, Consent consent) {
        return new TenantChunks(tenant, new ChunkWork.Drop(), loki, objects, now, times, consent);
    }

    /** They become another tenant's, who has none. */
    static TenantChunks rename(
            TenantId tenant,
            TenantId to,
            LokiStore loki,
            ChunkInventory objects,
            Instant now,
            LokiTimes times,
            Consent consent) {
        return new TenantChunks(tenant, new ChunkWork.Rename(to), loki, objects, now, times, consent);
    }

    private boolean rewrites() {
        return work instanceof ChunkWork.Rename;
    }

    /**
     * Adds a task for each table that names chunks of the tenant, then some for chunks that none names. To be called once.
     *
     * @param youngFrom chunks of then or later that no table names stay
     * @param claimed chunks that no table names and that stay since somebody else is about them
     * @param problems told of what cannot be read, and therefore stays
     */
    public Result plan(Instant youngFrom, Set<ChunkRef> claimed, PlanWriter plan, Problems problems)
            throws IOException {
        TableWork tableWork = new TableWork(now, loki.schema(), false);
        List<Known> tables = new ArrayList<>();
        for (Table table : loki.tables()) {
            tables.add(look(table, problems));
        }
        List<Objection> objections = new ArrayList<>();
        for (int i = 0; i < tables.size(); i++) {
            Known known = tables.get(i);
            long nextDay = i + 1 < tables.size() ? tables.get(i + 1).table().firstDay() : Long.MAX_VALUE;
            if (known.named()) {
                objections.addAll(known.against());
                table(known, tables, tableWork, plan);
            }
            planned.keySet().removeIf(chunk -> lastDay(chunk) < nextDay);
            barred.removeIf(chunk -> lastDay(chunk) < nextDay);
        }
        unnamed(tables, youngFrom, claimed, plan);
        return new Result(rows(), objections);
    }

    private Known look(Table table, Problems problems) throws IOException {
        UnreadableRows unreadable = new UnreadableRows(table, problems);
        boolean named = false;
        try (TableReader reader = loki.openTable(table, unreadable);
                SeriesCursor cursor = reader.series(query())) {
            while (cursor.next()) {
                named = true;
            }
        }
        List<Objection> against = named ? Refusals.againstNewRows(table, guard, consent) : List.of();
        return new Known(table, against, unreadable, named);
    }

    private SeriesQuery query() {
        return new SeriesQuery(Set.of(tenant), List.of(), TimeRange.ALL);
    }

    private static long lastDay(ChunkRef chunk) {
        return Math.floorDiv(chunk.throughMillis(), MILLIS_PER_DAY);
    }

    private static boolean isBarred(ChunkRef chunk, TenantId tenant, List<Known> tables) {
        return tables.stream()
                .anyMatch(known -> known.barred(tenant) && known.table().touches(chunk));
    }

    private void table(Known known, List<Known> tables, TableWork tableWork, PlanWriter plan) throws IOException {
        int number = plan.taskCount();
        List<ChunkJob> jobs = new ArrayList<>();
        SortedSet<Integer> jobsOf = new TreeSet<>();
        List<PlannedChunk> unlists = new ArrayList<>();
        long bytes = 0;
        try (TableReader reader = loki.openTable(known.table(), (subject, cause) -> {});
                SeriesCursor cursor = reader.series(query())) {
            while (cursor.next()) {
                for (IndexedChunk row : cursor.series().chunks()) {
                    ChunkRef chunk = row.ref();
                    Integer before = planned.get(chunk);
                    ObjectInfo object = objects.find(chunk).orElse(null);
                    if (before != null) {
                        if (before != number) {
                            jobsOf.add(before);
                        }
                    } else if (isBarred(chunk, tenant, tables)) {
                        if (barred.add(chunk)) {
                            count(object == null ? Kind.ROWS : Kind.CHUNKS, BARRED, object);
                        }
                    } else if (object == null && rewrites()) {
                        count(Kind.ROWS, CHUNKLESS, null);
                    } else if (object == null) {
                        count(Kind.ROWS, "", null);
                        unlists.add(new PlannedChunk(chunk, null));
                    } else {
                        planned.put(chunk, number);
                        count(Kind.CHUNKS, "", object);
                        bytes += object.sizeBytes();
                        jobs.add(job(chunk, object));
                    }
                }
            }
        }
        if (!jobs.isEmpty() || !jobsOf.isEmpty() || !unlists.isEmpty()) {
            jobs.sort(ORDER);
            unlists.sort(Comparator.comparing(PlannedChunk::chunk));
            plan.add(task(known, tableWork, jobs, List.copyOf(jobsOf), unlists, bytes));
        }
    }

    private static ChunkJob job(ChunkRef chunk, ObjectInfo object) {
        return new ChunkJob(List.of(new PlannedChunk(chunk, PlannedObject.of(object))));
    }

    private PlanTask task(
            Known known,
            TableWork tableWork,
            List<ChunkJob> jobs,
            List<Integer> jobsOf,
            List<PlannedChunk> unlists,
            long bytes) {
        Table table = known.table();
        Table readable = known.unreadable().replaceable();
        return new PlanTask(
                table.name(),
                TableFolder.of(readable),
                tableWork.of(readable).with(work),
                known.unreadable().untouched(),
                TableWork.files(readable),
                jobs,
                jobsOf,
                List.of(),
                unlists,
                new Estimate(
                        Math.max(1, readable.tenantFolders().size()) + (rewrites() ? jobs.size() : 0),
                        readable.storedBytes() + (rewrites() ? bytes : 0),
                        readable.storedBytes() + bytes));
    }

    private void unnamed(List<Known> tables, Instant youngFrom, Set<ChunkRef> claimed, PlanWriter plan)
            throws IOException {
        List<ChunkJob> batch = new ArrayList<>();
        int number = 0;
        // what cannot be read was told before
        try (ChunkInventory named = loki.referenced((subject, cause) -> {});
                StoredChunkCursor cursor = objects.chunks()) {
            while (cursor.next()) {
                StoredChunk chunk = cursor.chunk();
                if (!chunk.ref().tenant().equals(tenant)
                        || named.find(chunk.ref()).isPresent()) {
                    continue;
                }
                String why = whyUnnamedStays(chunk, tables, youngFrom, claimed);
                count(Kind.UNNAMED, why, chunk.object());
                if (why.isEmpty()) {
                    batch.add(job(chunk.ref(), chunk.object()));
                    if (batch.size() == BATCH) {
                        flush(batch, ++number, plan);
                    }
                }
            }
        }
        flush(batch, ++number, plan);
    }

    private String whyUnnamedStays(StoredChunk chunk, List<Known> tables, Instant youngFrom, Set<ChunkRef> claimed) {
        if (claimed.contains(chunk.ref())) {
            return String.valueOf(Leftover.Fate.CLAIMED.why());
        }
        if (!chunk.object().lastModified().isBefore(youngFrom)) {
            return String.valueOf(Leftover.Fate.YOUNG.why());
        }
        return isBarred(chunk.ref(), tenant, tables) ? BARRED : "";
    }

    private void flush(List<ChunkJob> batch, int number, PlanWriter plan) throws IOException {
        if (!batch.isEmpty()) {
            long bytes = batch.stream()
                    .flatMap(job -> job.sources().stream())
                    .mapToLong(chunk -> {
                        PlannedObject object = chunk.object();
                        return object == null ? 0 : object.sizeBytes();
                    })
                    .sum();
            plan.add(new PlanTask(
                    Kind.UNNAMED.text() + (number == 1 ? "" : " (" + number + ")"),
                    null,
                    new Work.Removal(work),
                    List.of(),
                    List.of(),
                    batch,
                    List.of(),
                    List.of(),
                    List.of(),
                    rewrites() ? new Estimate(batch.size(), bytes, bytes) : new Estimate(0, 0, bytes)));
            batch.clear();
        }
    }

    private void count(Kind kind, String why, @Nullable ObjectInfo object) {
        long[] sum = sums.computeIfAbsent(kind, added -> new TreeMap<>()).computeIfAbsent(why, added -> new long[2]);
        sum[0]++;
        sum[1] += object == null ? 0 : object.sizeBytes();
    }

    private List<TenantPart> rows() {
        List<TenantPart> rows = new ArrayList<>();
        sums.forEach((kind, byWhy) -> byWhy.forEach(
                (why, sum) -> rows.add(new TenantPart(kind, why.isEmpty() ? null : why, sum[0], sum[1]))));
        return rows;
    }
}
