package dev.lokistore.compactor.compaction;

import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Codec;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.ReadOptions;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
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
import dev.lokistore.compactor.retention.RetentionPolicy;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.deletes.DeleteRequest;
import dev.lokistore.index.health.SchemaFit;
import dev.lokistore.index.logql.LabelMatcher;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableReader;
import dev.lokistore.index.table.TableScan;
import dev.lokistore.objectstore.ObjectInfo;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Plans that small chunks of a stream and replicas of each other become few large ones, each table by itself. Chunks that
 * reach into another table stay as they are, and those that overlap them. Holds the rows of one table at a time.
 */
public final class ChunkCompaction {
    private static final long MILLIS_PER_DAY = 86_400_000L;
    private static final int KILOBYTE = 1024;
    /** Where the index does not tell. */
    private static final int GUESSED_RATIO = 6;
    /** Chunks that retention takes within this time are left to it. */
    private static final Duration SOON = Duration.ofDays(1);

    /**
     * What is asked for.
     *
     * @param tenants empty for all
     * @param matchers of streams; empty for all
     * @param codec of the merged chunks; null for the one that most sources have. With it chunks of another are written
     *     anew even by themselves
     * @param metadataCounts whether all readers are Loki 3.7 or newer
     * @param readByLoki28 whether a Loki up to 2.8 must read the index
     * @param maxTables after which the plan ends
     * @param pending delete requests that wait to be carried out
     * @param unfit chunks of which an earlier run found that they cannot be merged
     * @param policy of retention; null if it is not known
     */
    public record Request(
            Instant now,
            Set<TenantId> tenants,
            List<LabelMatcher> matchers,
            ChunkSizes sizes,
            @Nullable Codec codec,
            boolean metadataCounts,
            boolean readByLoki28,
            int maxTables,
            List<DeleteRequest> pending,
            Set<ChunkRef> unfit,
            @Nullable RetentionPolicy policy,
            Consent consent) {
        public Request {
            tenants = Set.copyOf(tenants);
            matchers = List.copyOf(matchers);
            pending = List.copyOf(pending);
            unfit = Set.copyOf(unfit);
        }
    }

    /**
     * What the planner found.
     *
     * @param planned tables in the plan
     * @param rows by tenant, of all tables that could be looked at
     * @param objections that keep tables, or tenants of them, out of it
     * @param left tables beyond the limit
     */
    public record Result(int planned, List<CompactionRow> rows, List<Objection> objections, int left) {
        public Result {
            rows = List.copyOf(rows);
            objections = List.copyOf(objections);
        }
    }

    private final Request request;
    private final LokiStore loki;
    private final ChunkInventory objects;
    private final StoreSchema schema;
    private final LiveWriterGuard guard;
    private final TableWork work;
    private final SortedMap<TenantId, CompactionRow> rows = new TreeMap<>();
    private final List<Objection> objections = new ArrayList<>();
    private int left;

    /** @param objects of all tenants that are asked for */
    public ChunkCompaction(
            Request request, LokiStore loki, ChunkInventory objects, StoreSchema schema, LokiTimes times) {
        this.request = request;
        this.loki = loki;
        this.objects = objects;
        this.schema = schema;
        this.guard = new LiveWriterGuard(request.now(), times);
        this.work = new TableWork(request.now(), schema, request.readByLoki28());
    }

    /**
     * Adds a task for each table in which there is something to merge. To be called once.
     *
     * @param tables those that may be taken, by day
     * @param problems told of what cannot be read, and therefore stays
     */
    public Result plan(List<Table> tables, PlanWriter plan, Problems problems) throws IOException {
        TableScan scan = new TableScan(loki.tables(), loki.strays());
        for (Table table : tables) {
            List<Objection> against = against(table, scan);
            if (!against.isEmpty()) {
                objections.addAll(against);
                continue;
            }
            Optional<PlanTask> task = task(table, problems);
            if (task.isPresent() && plan.taskCount() == request.maxTables()) {
                left++;
            } else if (task.isPresent()) {
                plan.add(task.get());
            }
        }
        return new Result(plan.taskCount(), List.copyOf(rows.values()), objections, left);
    }

    private List<Objection> against(Table table, TableScan scan) throws IOException {
        List<Objection> against = new ArrayList<>();
        Refusals.of(scan, table)
                .forEach(reason -> against.add(
                        new Objection(table.name(), String.valueOf(reason.getMessage()), Objection.Remedy.NONE)));
        if (SchemaFit.of(table, schema) == SchemaFit.OUTSIDE) {
            against.add(new Objection(
                    table.name(), "no schema period gives it this name: Loki does not read it", Objection.Remedy.NONE));
        }
        for (Table other : loki.tables()) {
            if (!other.name().equals(table.name())
                    && other.firstDay() <= table.lastDay()
                    && other.lastDay() >= table.firstDay()) {
                against.add(new Objection(
                        table.name(),
                        other.name() + " is of the same day and may name the same chunks: remove the one that Loki does"
                                + " not read first",
                        Objection.Remedy.NONE));
            }
        }
        guard.againstNewRows(table).stream()
                .filter(objection -> !objection.met(request.consent()))
                .forEach(against::add);
        return against;
    }

    private Optional<PlanTask> task(Table table, Problems problems) throws IOException {
        List<ChunkJob> jobs = new ArrayList<>();
        SortedMap<TenantId, CompactionRow> found = new TreeMap<>();
        Set<TenantId> waiting = tenantsWithDeletes(table);
        Set<TenantId> leftOut = new TreeSet<>();
        UnreadableRows unreadable = new UnreadableRows(table, problems);
        SeriesQuery query = new SeriesQuery(request.tenants(), request.matchers(), TimeRange.ALL);
        try (TableReader reader = loki.openTable(table, unreadable);
                SeriesCursor series = reader.series(query)) {
            while (series.next()) {
                IndexedSeries one = series.series();
                if (waiting.contains(one.tenant())) {
                    leftOut.add(one.tenant());
                } else if (one.labels() != null) {
                    jobs.addAll(jobs(table, one, one.labels(), found));
                }
            }
        }
        leftOut.forEach(tenant -> objections.add(new Objection(
                table.name(),
                "tenant " + tenant
                        + " has delete requests for it that are not carried out: let Loki's compactor do that first,"
                        + " or 'lokistore deletes apply' where none runs any more",
                Objection.Remedy.NONE)));
        found.forEach((tenant, row) -> rows.merge(tenant, row, CompactionRow::plus));
        boolean whole = !unreadable.all()
                && jobs.stream()
                        .noneMatch(job ->
                                unreadable.concern(job.sources().get(0).chunk().tenant()))
                && unreadable.untouched().isEmpty();
        if (!whole || jobs.isEmpty()) {
            if (!jobs.isEmpty()) {
                objections.add(
                        new Objection(table.name(), "a part of its index cannot be read", Objection.Remedy.NONE));
            }
            return Optional.empty();
        }
        jobs.sort(Comparator.comparing(job -> job.sources().get(0).chunk()));
        return Optional.of(task(table, jobs, found));
    }

    /** Loki would look for what it is to delete in chunks that are on their way out. */
    private Set<TenantId> tenantsWithDeletes(Table table) {
        long from = (table.firstDay() - 1) * MILLIS_PER_DAY;
        long to = (table.lastDay() + 2) * MILLIS_PER_DAY;
        Set<TenantId> tenants = new HashSet<>();
        for (DeleteRequest pending : request.pending()) {
            if (pending.from().toEpochMilli() < to && pending.through().toEpochMilli() >= from) {
                tenants.add(pending.tenant());
            }
        }
        return tenants;
    }

    private PlanTask task(Table table, List<ChunkJob> jobs, Map<TenantId, CompactionRow> found) {
        long sources = jobs.stream()
                .flatMap(job -> job.sources().stream())
                .mapToLong(source -> source.object().sizeBytes())
                .sum();
        long newChunks =
                found.values().stream().mapToLong(CompactionRow::newChunks).sum();
        long newBytes =
                found.values().stream().mapToLong(CompactionRow::newBytes).sum();
        long files = Math.max(1, table.tenantFolders().size());
        Estimate estimate =
                new Estimate(newChunks + files, newBytes + table.storedBytes() / 2, table.storedBytes(), 0, sources);
        ChunkSizes sizes = request.sizes();
        Codec codec = request.codec();
        ChunkWork merge = new ChunkWork.Merge(
                sizes.targetBytes(),
                sizes.span(),
                sizes.rawBytes(),
                codec == null ? null : codec.lokiName(),
                request.metadataCounts());
        return new PlanTask(
                table.name(),
                TableFolder.of(table),
                work.of(table).with(merge),
                List.of(),
                TableWork.files(table),
                jobs,
                List.of(),
                List.of(),
                List.of(),
                estimate);
    }

    /** Fingerprints part chunks of equal labels: they are in the chunks' names. */
    private List<ChunkJob> jobs(Table table, IndexedSeries series, Labels labels, Map<TenantId, CompactionRow> found)
            throws IOException {
        SortedMap<Long, List<StreamChunk>> byFingerprint = new TreeMap<>(Long::compareUnsigned);
        for (IndexedChunk chunk : series.chunks()) {
            byFingerprint
                    .computeIfAbsent(chunk.ref().fingerprint(), added -> new ArrayList<>())
                    .add(streamChunk(table, labels, chunk));
        }
        List<ChunkJob> jobs = new ArrayList<>();
        for (List<StreamChunk> chunks : byFingerprint.values()) {
            List<ChunkBins.Bin> bins = ChunkBins.of(chunks, request.sizes());
            count(series.tenant(), ChunkBins.barOverlapping(chunks), bins, found);
            for (ChunkBins.Bin bin : bins) {
                List<PlannedChunk> sources =
                        bin.sources().stream().map(StreamChunk::planned).toList();
                jobs.add(new ChunkJob(sources, labels));
            }
        }
        return jobs;
    }

    private StreamChunk streamChunk(Table table, Labels labels, IndexedChunk chunk) throws IOException {
        ChunkRef ref = chunk.ref();
        Optional<ObjectInfo> object = objects.find(ref);
        long stored = object.map(ObjectInfo::sizeBytes).orElse(0L);
        long rawBytes =
                chunk.volume() == null ? stored * GUESSED_RATIO : chunk.volume().rawKilobytes() * KILOBYTE;
        StreamChunk.Bar bar = null;
        if (Math.floorDiv(ref.fromMillis(), MILLIS_PER_DAY) < table.firstDay()
                || Math.floorDiv(ref.throughMillis(), MILLIS_PER_DAY) > table.lastDay()) {
            bar = StreamChunk.Bar.CROSSES;
        } else if (object.isEmpty()) {
            bar = StreamChunk.Bar.MISSING;
        } else if (request.unfit().contains(ref)) {
            bar = StreamChunk.Bar.UNFIT;
        } else if (expiresSoon(labels, ref)) {
            bar = StreamChunk.Bar.EXPIRES;
        }
        boolean otherCodec = bar == null && request.codec() != null && codecOf(object.get()) != request.codec();
        return new StreamChunk(ref, object.map(PlannedObject::of).orElse(null), rawBytes, bar, otherCodec);
    }

    private boolean expiresSoon(Labels labels, ChunkRef ref) {
        RetentionPolicy policy = request.policy();
        return policy != null
                && policy.decide(
                                ref.tenant(),
                                labels,
                                Instant.ofEpochMilli(ref.throughMillis()),
                                request.now().plus(SOON))
                        .expired();
    }

    /** Of a chunk that cannot be read the codec that is asked for: it is found out to be broken if it is merged. */
    private @Nullable Codec codecOf(ObjectInfo object) throws IOException {
        try {
            return ChunkReader.open(loki.ranged(object), ReadOptions.DEFAULT).codec();
        } catch (CorruptDataException e) {
            return request.codec();
        }
    }

    private static void count(
            TenantId tenant, List<StreamChunk> chunks, List<ChunkBins.Bin> bins, Map<TenantId, CompactionRow> found) {
        long merged = bins.stream().mapToLong(bin -> bin.sources().size()).sum();
        long mergedBytes = bins.stream()
                .flatMap(bin -> bin.sources().stream())
                .mapToLong(StreamChunk::storedBytes)
                .sum();
        CompactionRow row = new CompactionRow(
                tenant,
                chunks.size(),
                chunks.stream().mapToLong(StreamChunk::storedBytes).sum(),
                merged,
                mergedBytes,
                bins.stream().mapToLong(ChunkBins.Bin::outputs).sum(),
                bins.stream().mapToLong(ChunkBins.Bin::mergedBytes).sum(),
                barred(chunks, StreamChunk.Bar.CROSSES),
                barred(chunks, StreamChunk.Bar.OVERLAPS_OTHER),
                barred(chunks, StreamChunk.Bar.UNFIT),
                barred(chunks, StreamChunk.Bar.MISSING),
                barred(chunks, StreamChunk.Bar.EXPIRES));
        found.merge(tenant, row, CompactionRow::plus);
    }

    private static long barred(List<StreamChunk> chunks, StreamChunk.Bar bar) {
        return chunks.stream().filter(chunk -> chunk.barred() == bar).count();
    }
}
