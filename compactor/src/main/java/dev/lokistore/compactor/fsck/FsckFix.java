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
import dev.lokistore.compactor.rebuild.ChunkRebuild;
import dev.lokistore.compactor.removal.TakenShare;
import dev.lokistore.compactor.retention.Volume;
import dev.lokistore.index.table.Table;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
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
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Plans what mends findings: rows without objects go; of broken chunks what is sound takes their place, and the broken
 * objects go into the trash; so do index files without a byte. Tables with unsound files are made of their chunks, and orphans
 * get rows. Each table is changed in one way: what needs another one is for the next plan. Holds what is found of chunks in
 * memory, some 500 bytes each, up to a limit. Not thread-safe.
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
        /** The object comes under the key that is its own. */
        MOVED,
        /** The table is made of its chunks, in the place of its files. */
        REBUILT,
        /** Tables get rows of the chunk. */
        INDEXED,
        /** Something else comes first: a plan that is made afterwards has it. */
        LATER,
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
     * @param unchecked whether the plan makes it possible to look at what could not be judged
     */
    public record Result(
            List<Row> rows, List<Objection> objections, List<Objection> shares, boolean more, boolean unchecked) {
        public Result {
            rows = List.copyOf(rows);
            objections = List.copyOf(objections);
            shares = List.copyOf(shares);
        }
    }

    /** Plans tables of chunks. */
    public interface TablePlanner {
        /**
         * Looks at tables that chunks call for.
         *
         * @param replace whether the new files take the place of those that are there
         */
        ChunkRebuild.Result plan(boolean replace, Predicate<TableFolder> wanted) throws IOException;
    }

    /** Where chunks lie. */
    public interface Places {
        /** Whether the check was about the tenant; nothing is brought to others. */
        boolean covers(TenantId tenant);

        boolean isThere(ChunkRef chunk) throws IOException;

        /** Whether the chunk's object has the checksum that its key names; reads it. False if there is none. */
        boolean isSound(ChunkRef chunk) throws IOException;

        /** Whether a configuration says where Loki looks for chunks; else it is a guess, of tables that may be damaged. */
        boolean isConfigured();

        /** Where Loki looks for the chunk. */
        ObjectKey key(ChunkRef chunk) throws IOException;

        /** Whether it is certain that no chunk of any tenant reaches into the table's days. */
        boolean isBare(Table table) throws IOException;
    }

    /**
     * How the index is mended.
     *
     * @param claimed chunks that another plan, or Loki, is about to remove
     * @param decoded whether the check has read all chunks, so that an orphan of which nothing was found is sound
     */
    public record Index(TablePlanner tables, Places places, Set<ChunkRef> claimed, boolean decoded) {
        public Index {
            claimed = Set.copyOf(claimed);
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
    private final List<Table> hollow = new ArrayList<>();
    private final IndexFix index = new IndexFix();
    private final Map<Flaw, Long> left = new EnumMap<>(Flaw.class);
    private final Map<TenantId, Volume> named = new HashMap<>();
    private final MoveFix moves = new MoveFix();
    /** Chunks whose objects were renamed, not lost: their rows stay. */
    private final Set<ChunkRef> found = new HashSet<>();
    /** Objects that are not what their keys say. */
    private final Set<ChunkRef> differing = new HashSet<>();

    /** Broken objects in whose place sound ones come, with the next plan. */
    private final Map<ChunkRef, ObjectInfo> giving = new LinkedHashMap<>();

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
        if (flaw.severity() == Severity.INFO) {
            other(flaw);
        } else {
            index.unsound(flaw, table);
        }
    }

    @Override
    public void hollow(Table table) {
        hollow.add(table);
    }

    @Override
    public void unread(Table table) {
        index.unread(table);
    }

    @Override
    public void chunk(Flaw flaw, ChunkRef chunk, @Nullable ObjectInfo object, List<Table> tables) {
        if (flaw == Flaw.CHUNK_ORPHAN || flaw == Flaw.CHUNK_SIBLING_MISSING) {
            index.lacking(flaw, chunk);
        } else if (flaw == Flaw.CHUNK_KEY_DIFFERS) {
            index.odd(chunk);
            differing.add(chunk);
        } else if (flaw == Flaw.INDEX_LABELS_DIFFER && !index.isOdd(chunk)) {
            // the fingerprint does not speak against the chunk, which Loki's answers have their labels from
            tables.forEach(table -> index.unsound(flaw, table));
        } else if (!DROPPED.contains(flaw) && !SALVAGED.contains(flaw)) {
            if (flaw.severity() != Severity.INFO) {
                index.odd(chunk);
            }
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
    public void misplaced(ChunkRef chunk, ObjectInfo object, ObjectKey key) {
        moves.misplaced(chunk, object, key);
    }

    @Override
    public void elsewhere(ChunkRef named, ObjectInfo object, List<Table> tables, ChunkRef real) {
        found.add(real);
        moves.renamed(new MoveFix.Renamed(named, object, tables, real));
    }

    @Override
    public void other(Flaw flaw) {
        left.merge(flaw, 1L, Long::sum);
    }

    /**
     * Adds the tasks: tables that are made anew, then tables whose chunks are mended, by day, what lies in no table, and
     * tables that get rows. To be called once, after the check.
     *
     * @param work how tables are written anew
     * @param guard against a Loki that writes
     */
    public Result plan(TableWork work, LiveWriterGuard guard, Consent consent, Index means, PlanWriter plan)
            throws IOException {
        Map<Flaw, EnumMap<Mend, Long>> counts = new EnumMap<>(Flaw.class);
        IndexFix.Counts counting = (flaw, mend, count) -> count(counts, flaw, mend, count);
        hollow.stream()
                .filter(table -> table.files().stream().anyMatch(file -> objects.containsKey(file.object())))
                .forEach(index::hollow);
        index.replace(means, plan);
        index.setAside(means, table -> against(table, guard, consent, false).isEmpty(), plan);
        index.count(counting);
        Set<String> replaced = index.replacedKeys();
        objects.forEach((object, flaw) ->
                count(counts, flaw, replaced.contains(object.key().value()) ? Mend.REBUILT : Mend.SET_ASIDE, 1));
        objects.keySet().removeIf(object -> replaced.contains(object.key().value()));
        boolean emptyFiles = objects.containsValue(Flaw.INDEX_FILE_EMPTY);

        Map<String, List<Objection>> against = new HashMap<>();
        List<Objection> objections = new ArrayList<>();
        SortedMap<TenantId, Volume> gone = new TreeMap<>();
        Map<Table, Changes> tables =
                new TreeMap<>(Comparator.comparing(Table::firstDay).thenComparing(Table::name));
        List<PlannedChunk> unnamed = new ArrayList<>();
        Map<ChunkRef, Mend> mends = new HashMap<>();
        move(means, mends, counting);
        for (Broken broken : chunks.values()) {
            List<Objection> own = new ArrayList<>();
            Mend mend;
            if (broken.flaw() == Flaw.CHUNK_MISSING && moves.brings(broken.chunk())) {
                mend = Mend.MOVED;
            } else if (giving.containsKey(broken.chunk())) {
                mend = Mend.SET_ASIDE;
            } else if (index.isMade(broken.chunk(), broken.tables()) && !found.contains(broken.chunk())) {
                // a table that is made of chunks has no rows without objects
                boolean dropped = broken.flaw() == Flaw.CHUNK_MISSING
                        && broken.tables().stream().allMatch(index::isMade);
                mend = dropped ? Mend.DROPPED : Mend.LATER;
            } else {
                for (Table table : broken.tables()) {
                    own.addAll(against.computeIfAbsent(table.name(), name -> against(table, guard, consent, true)));
                }
                mend = own.isEmpty() ? mend(broken, emptyFiles) : Mend.LEFT;
                objections.addAll(own);
            }
            if (mend == Mend.SET_ASIDE && !giving.containsKey(broken.chunk())) {
                unnamed.add(broken.planned());
            } else if (mend == Mend.SALVAGED
                    || mend == Mend.DROPPED && !broken.tables().stream().allMatch(index::isMade)) {
                add(broken, mend, tables);
            }
            mends.put(broken.chunk(), mend);
            count(counts, broken.flaw(), mend, 1);
            if (broken.flaw() == Flaw.CHUNK_MISSING && mend != Mend.LEFT && mend != Mend.MOVED) {
                gone.merge(broken.chunk().tenant(), Volume.NONE.plusChunk(0), Volume::plus);
            }
        }
        Map<String, Integer> numbers = new HashMap<>();
        for (Map.Entry<Table, Changes> table : tables.entrySet()) {
            numbers.put(table.getKey().name(), plan.taskCount());
            plan.add(task(table.getKey(), table.getValue(), numbers, work));
        }
        aside(unnamed, plan);
        moves.add(plan);
        index.name(means, busy(tables.keySet(), mends), asideKeys(), mends, plan, counting);
        objections.addAll(index.objections());
        left.forEach((flaw, found) -> count(counts, flaw, Mend.LEFT, found));
        List<Row> rows = new ArrayList<>();
        counts.forEach((flaw, each) -> each.forEach((mend, count) -> rows.add(new Row(flaw, mend, count))));
        return new Result(
                rows,
                objections.stream().distinct().toList(),
                TakenShare.ofRows(named, gone),
                more || index.more(),
                emptyFiles || !replaced.isEmpty() || !moves.isIdle());
    }

    /** Objects come to their own keys; the rows of keys that they had by mistake are for the next plan. */
    private void move(Index means, Map<ChunkRef, Mend> mends, IndexFix.Counts counts) throws IOException {
        for (MoveFix.Renamed renamed : moves.renamed()) {
            if (!differing.remove(renamed.named())) {
                continue;
            }
            ChunkRef real = renamed.real();
            Mend mend;
            if (index.isMade(renamed.named(), renamed.tables()) || index.isMade(real, List.of())) {
                mend = Mend.LATER;
            } else if (means.claimed().contains(real) || !means.places().covers(real.tenant())) {
                mend = Mend.LEFT;
            } else if (means.places().isThere(real) && !means.places().isSound(real)) {
                mend = giveWay(real);
            } else if (means.places().isThere(real)
                    || !moves.move(renamed, means.places().key(real))) {
                chunks.put(
                        renamed.named(),
                        new Broken(Flaw.CHUNK_KEY_DIFFERS, renamed.named(), renamed.object(), renamed.tables()));
                continue;
            } else {
                mend = Mend.MOVED;
                mends.put(real, mend);
            }
            mends.put(renamed.named(), mend);
            counts.add(Flaw.CHUNK_KEY_DIFFERS, mend, 1);
        }
        if (!differing.isEmpty()) {
            counts.add(Flaw.CHUNK_KEY_DIFFERS, Mend.LEFT, differing.size());
        }
        if (!means.places().isConfigured()) {
            if (!moves.misplaced().isEmpty()) {
                counts.add(Flaw.CHUNK_MISPLACED, Mend.LEFT, moves.misplaced().size());
            }
            return;
        }
        for (ChunkRef chunk : moves.misplaced()) {
            boolean waits = chunks.containsKey(chunk) || mends.containsKey(chunk) || index.isMade(chunk, List.of());
            if (!waits) {
                moves.moveMisplaced(chunk);
                mends.put(chunk, Mend.MOVED);
            }
            counts.add(Flaw.CHUNK_MISPLACED, waits ? Mend.LATER : Mend.MOVED, 1);
        }
    }

    /**
     * The copy under the wrong key is better than what lies under its own: this goes aside, and the next plan brings the copy
     * there. What was not looked at, or is suppressed, stays, and the copy too.
     */
    private Mend giveWay(ChunkRef real) {
        Broken broken = chunks.get(real);
        ObjectInfo object = broken == null ? null : broken.object();
        if (object == null) {
            return Mend.LEFT;
        }
        giving.put(real, object);
        return Mend.LATER;
    }

    private Mend mend(Broken broken, boolean emptyFiles) {
        if (found.contains(broken.chunk())) {
            return Mend.LEFT;
        }
        if (differing.contains(broken.chunk()) && SALVAGED.contains(broken.flaw())) {
            // what is sound in it is another stream's, perhaps another tenant's
            return Mend.LEFT;
        }
        if (broken.tables().isEmpty()) {
            // nobody looks for it: it only goes aside. Of others it is not known whether they have rows
            boolean orphan = index.isOrphan(broken.chunk());
            return orphan ? Mend.SET_ASIDE : emptyFiles ? Mend.LATER : Mend.LEFT;
        }
        return isDropped(broken.flaw()) ? Mend.DROPPED : Mend.SALVAGED;
    }

    /** What is under the key of another chunk, and under its own too, is not needed. */
    private static boolean isDropped(Flaw flaw) {
        return DROPPED.contains(flaw) || flaw == Flaw.CHUNK_KEY_DIFFERS;
    }

    /** Days of tables that change, and of chunks that something is done about. */
    private static Set<Long> busy(Set<Table> tables, Map<ChunkRef, Mend> mends) {
        Set<Long> busy = new HashSet<>();
        tables.forEach(table ->
                LongStream.rangeClosed(table.firstDay(), table.lastDay()).forEach(busy::add));
        mends.forEach((chunk, mend) -> {
            if (mend != Mend.LEFT) {
                TableDays.of(chunk).forEach(busy::add);
            }
        });
        return busy;
    }

    private Set<String> asideKeys() {
        return objects.keySet().stream().map(object -> object.key().value()).collect(Collectors.toSet());
    }

    private static void count(Map<Flaw, EnumMap<Mend, Long>> counts, Flaw flaw, Mend mend, long count) {
        counts.computeIfAbsent(flaw, added -> new EnumMap<>(Mend.class)).merge(mend, count, Long::sum);
    }

    /** @param sound whether its rows are to be read */
    private List<Objection> against(Table table, LiveWriterGuard guard, Consent consent, boolean sound) {
        List<Objection> against = new ArrayList<>();
        Flaw flaw = index.against(table);
        if (flaw != null && sound) {
            against.add(new Objection(
                    table.name(),
                    flaw.id() + ": its index must be written anew before its chunks can be mended",
                    Objection.Remedy.NONE));
        }
        against.addAll(Refusals.againstNewRows(table, guard, consent));
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
        if (!unnamed.isEmpty() || !objects.isEmpty() || !giving.isEmpty()) {
            plan.add(new PlanTask(
                    "broken objects",
                    null,
                    new Work.Removal(),
                    List.of(),
                    Stream.concat(objects.keySet().stream(), giving.values().stream())
                            .map(PlannedObject::of)
                            .toList(),
                    List.of(),
                    List.of(),
                    unnamed,
                    List.of(),
                    Estimate.NOTHING));
        }
    }
}
