package dev.lokistore.compactor.fsck;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.check.Severity;
import dev.lokistore.compactor.compaction.TableWork;
import dev.lokistore.compactor.guard.Consent;
import dev.lokistore.compactor.guard.LiveWriterGuard;
import dev.lokistore.compactor.guard.Objection;
import dev.lokistore.compactor.index.Refusals;
import dev.lokistore.compactor.plan.ChunkJob;
import dev.lokistore.compactor.plan.ChunkWork;
import dev.lokistore.compactor.plan.Estimate;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.plan.PlannedChunk;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.compactor.plan.Work;
import dev.lokistore.compactor.removal.TakenShare;
import dev.lokistore.compactor.retention.Volume;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableScan;
import dev.lokistore.objectstore.ObjectInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Plans what mends findings: rows without objects go; of broken chunks what is sound takes their place, and the broken
 * objects go into the trash; so do index files without a byte. Holds what is found of chunks in memory, some 500 bytes each,
 * up to a limit. Not thread-safe.
 */
public final class FsckFix implements Repairs {
    /** Another run takes the rest. */
    private static final int MOST_CHUNKS = 200_000;

    private static final Set<Flaw> DROPPED =
            EnumSet.of(Flaw.CHUNK_MISSING, Flaw.CHUNK_EMPTY, Flaw.CHUNK_WITHOUT_ENTRIES);

    private static final Set<Flaw> SALVAGED = EnumSet.of(
            Flaw.CHUNK_TRUNCATED,
            Flaw.CHUNK_CHECKSUM,
            Flaw.CHUNK_MALFORMED,
            Flaw.CHUNK_BLOCK,
            Flaw.CHUNK_BLOCK_OFFSET,
            Flaw.CHUNK_ENTRY_ORDER);

    /** What is done about a finding. */
    public enum Mend {
        /** Its rows go, and the object into the trash if there is one. */
        DROPPED,
        /** What is sound in it becomes a new chunk; the object goes into the trash. */
        SALVAGED,
        /** The object goes into the trash. */
        SET_ASIDE,
        /** Nothing is done. */
        LEFT
    }

    /**
     * What becomes of the findings of an id.
     *
     * @param count chunks or objects
     */
    public record Row(Flaw flaw, Mend mend, long count) {}

    /**
     * What was planned.
     *
     * @param rows by flaw
     * @param objections that keep tables out of the plan
     * @param shares against the plan as a whole
     * @param more whether there is more than one plan takes
     */
    public record Result(List<Row> rows, List<Objection> objections, List<Objection> shares, boolean more) {
        public Result {
            rows = List.copyOf(rows);
            objections = List.copyOf(objections);
            shares = List.copyOf(shares);
        }
    }

    private record Broken(
            Flaw flaw, ChunkRef chunk, @Nullable ObjectInfo object, List<Table> tables) {
        PlannedChunk planned() {
            return new PlannedChunk(chunk, object == null ? null : PlannedObject.of(object));
        }
    }

    /** Of one table. */
    private static final class Changes {
        private final List<PlannedChunk> drops = new ArrayList<>();
        private final List<PlannedChunk> unlists = new ArrayList<>();
        private final List<ChunkJob> jobs = new ArrayList<>();
        /** Tables whose tasks have jobs that concern this one. */
        private final List<Table> jobsOf = new ArrayList<>();
    }

    private final Map<ChunkRef, Broken> chunks = new LinkedHashMap<>();
    private final Set<ObjectInfo> strays = new HashSet<>();
    private final Map<ObjectInfo, Flaw> objects = new LinkedHashMap<>();
    private final Map<String, Flaw> unsound = new HashMap<>();
    private final Map<Flaw, Long> left = new EnumMap<>(Flaw.class);
    private final Map<TenantId, Volume> named = new HashMap<>();
    /** Chunks whose objects were renamed, not lost: their rows stay. */
    private final Set<ChunkRef> found = new HashSet<>();

    private boolean more;

    @Override
    public void stray(Flaw flaw, ObjectInfo object) {
        strays.add(object);
        other(flaw);
    }

    @Override
    public void object(Flaw flaw, ObjectInfo object) {
        if (flaw != Flaw.TABLE_STRAY_OBJECT) {
            objects.put(object, flaw);
        } else if (strays.remove(object)) {
            objects.put(object, flaw);
            left.computeIfPresent(flaw, (same, count) -> count == 1 ? null : count - 1);
        }
    }

    @Override
    public void table(Flaw flaw, Table table) {
        if (flaw.severity() != Severity.INFO) {
            unsound.putIfAbsent(table.name(), flaw);
        }
        other(flaw);
    }

    @Override
    public void unread(Table table) {
        unsound.putIfAbsent(table.name(), Flaw.INDEX_UNREADABLE);
    }

    @Override
    public void chunk(Flaw flaw, ChunkRef chunk, @Nullable ObjectInfo object, List<Table> tables) {
        if (!DROPPED.contains(flaw) && !SALVAGED.contains(flaw)) {
            other(flaw);
        } else if (chunks.size() == MOST_CHUNKS) {
            more = true;
        } else {
            // of several findings about a chunk the first one decides: what is broken is made anew as a whole
            chunks.putIfAbsent(chunk, new Broken(flaw, chunk, object, tables));
        }
    }

    @Override
    public void named(TenantId tenant) {
        named.merge(tenant, Volume.NONE.plusChunk(0), Volume::plus);
    }

    @Override
    public void elsewhere(ChunkRef chunk) {
        found.add(chunk);
    }

    @Override
    public void other(Flaw flaw) {
        left.merge(flaw, 1L, Long::sum);
    }

    /**
     * Adds the tasks: a table each, by day, then what lies in no table. To be called once, after the check.
     *
     * @param work how tables are written anew
     * @param guard against a Loki that writes
     */
    public Result plan(TableWork work, LiveWriterGuard guard, Consent consent, PlanWriter plan) throws IOException {
        Map<String, List<Objection>> against = new HashMap<>();
        List<Objection> objections = new ArrayList<>();
        Map<Flaw, EnumMap<Mend, Long>> counts = new EnumMap<>(Flaw.class);
        SortedMap<TenantId, Volume> gone = new TreeMap<>();
        Map<Table, Changes> tables =
                new TreeMap<>(Comparator.comparing(Table::firstDay).thenComparing(Table::name));
        List<PlannedChunk> unnamed = new ArrayList<>();
        for (Broken broken : chunks.values()) {
            List<Objection> own = new ArrayList<>();
            for (Table table : broken.tables()) {
                own.addAll(against.computeIfAbsent(table.name(), name -> against(table, guard, consent)));
            }
            if (!own.isEmpty() || found.contains(broken.chunk())) {
                objections.addAll(own);
                count(counts, broken.flaw(), Mend.LEFT);
                continue;
            }
            Mend mend = DROPPED.contains(broken.flaw()) ? Mend.DROPPED : Mend.SALVAGED;
            if (broken.tables().isEmpty()) {
                // nobody looks for it: it only goes aside
                unnamed.add(broken.planned());
                mend = Mend.SET_ASIDE;
            } else {
                add(broken, mend, tables);
            }
            count(counts, broken.flaw(), mend);
            if (broken.flaw() == Flaw.CHUNK_MISSING) {
                gone.merge(broken.chunk().tenant(), Volume.NONE.plusChunk(0), Volume::plus);
            }
        }
        Map<String, Integer> numbers = new HashMap<>();
        for (Map.Entry<Table, Changes> table : tables.entrySet()) {
            numbers.put(table.getKey().name(), plan.taskCount());
            plan.add(task(table.getKey(), table.getValue(), numbers, work));
        }
        aside(unnamed, plan);
        objects.forEach((object, flaw) -> count(counts, flaw, Mend.SET_ASIDE));
        left.forEach((flaw, found) ->
                counts.computeIfAbsent(flaw, added -> new EnumMap<>(Mend.class)).merge(Mend.LEFT, found, Long::sum));
        List<Row> rows = new ArrayList<>();
        counts.forEach((flaw, mends) -> mends.forEach((mend, count) -> rows.add(new Row(flaw, mend, count))));
        return new Result(rows, objections.stream().distinct().toList(), TakenShare.ofRows(named, gone), more);
    }

    private static void count(Map<Flaw, EnumMap<Mend, Long>> counts, Flaw flaw, Mend mend) {
        counts.computeIfAbsent(flaw, added -> new EnumMap<>(Mend.class)).merge(mend, 1L, Long::sum);
    }

    private List<Objection> against(Table table, LiveWriterGuard guard, Consent consent) {
        List<Objection> against = new ArrayList<>();
        Flaw flaw = unsound.get(table.name());
        if (flaw != null) {
            against.add(new Objection(
                    table.name(),
                    flaw.id() + ": its index must be written anew before its chunks can be mended",
                    Objection.Remedy.NONE));
        }
        Refusals.of(new TableScan(List.of(), List.of()), table)
                .forEach(reason -> against.add(
                        new Objection(table.name(), String.valueOf(reason.getMessage()), Objection.Remedy.NONE)));
        guard.againstNewRows(table).stream()
                .filter(objection -> !objection.met(consent))
                .forEach(against::add);
        return against;
    }

    private static void add(Broken broken, Mend mend, Map<Table, Changes> tables) {
        List<Table> own = broken.tables().stream()
                .sorted(Comparator.comparing(Table::firstDay).thenComparing(Table::name))
                .toList();
        Changes first = tables.computeIfAbsent(own.get(0), table -> new Changes());
        if (mend == Mend.DROPPED) {
            first.drops.add(broken.planned());
        } else {
            first.jobs.add(new ChunkJob(List.of(broken.planned())));
        }
        for (Table table : own.subList(1, own.size())) {
            Changes others = tables.computeIfAbsent(table, added -> new Changes());
            if (mend == Mend.DROPPED) {
                others.unlists.add(broken.planned());
            } else if (!others.jobsOf.contains(own.get(0))) {
                others.jobsOf.add(own.get(0));
            }
        }
    }

    private static PlanTask task(Table table, Changes changes, Map<String, Integer> numbers, TableWork work) {
        Work.TableFiles files = work.of(table);
        long jobBytes = changes.jobs.stream()
                .flatMap(job -> job.sources().stream())
                .map(PlannedChunk::object)
                .mapToLong(object -> object == null ? 0 : object.sizeBytes())
                .sum();
        Estimate estimate = new Estimate(
                Math.max(1, table.tenantFolders().size()) + changes.jobs.size(),
                table.storedBytes() + jobBytes,
                table.storedBytes() + jobBytes);
        return new PlanTask(
                table.name(),
                TableFolder.of(table),
                changes.jobs.isEmpty() ? files : files.with(new ChunkWork.Salvage()),
                List.of(),
                TableWork.files(table),
                changes.jobs,
                changes.jobsOf.stream()
                        .map(other -> numbers.get(other.name()))
                        .sorted()
                        .toList(),
                changes.drops,
                changes.unlists,
                estimate);
    }

    private void aside(List<PlannedChunk> unnamed, PlanWriter plan) throws IOException {
        if (!unnamed.isEmpty() || !objects.isEmpty()) {
            plan.add(new PlanTask(
                    "broken objects",
                    null,
                    new Work.Removal(),
                    List.of(),
                    objects.keySet().stream().map(PlannedObject::of).toList(),
                    List.of(),
                    List.of(),
                    unnamed,
                    List.of(),
                    Estimate.NOTHING));
        }
    }
}
