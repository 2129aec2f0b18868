package dev.lokistore.compactor.fsck;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.compactor.guard.Objection;
import dev.lokistore.compactor.plan.Estimate;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.compactor.plan.Work;
import dev.lokistore.compactor.rebuild.ChunkRebuild;
import dev.lokistore.index.table.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Tables that are made anew of their chunks, and tables that get rows of chunks that they lack. Not thread-safe. */
final class IndexFix {
    /** Takes a number of findings. */
    interface Counts {
        void add(Flaw flaw, FsckFix.Mend mend, long count);
    }

    /** In how many chunks, at most, rows are missing. */
    private static final int MOST_CHUNKS = 200_000;

    private final Map<String, EnumMap<Flaw, Long>> unsound = new HashMap<>();
    private final Map<String, Table> tables = new TreeMap<>();
    /** Tables that go, since no chunk calls for them. */
    private final Set<String> bare = new HashSet<>();

    private final Set<String> hollow = new HashSet<>();
    private final Set<String> unread = new HashSet<>();
    private final Map<ChunkRef, Flaw> lacking = new HashMap<>();
    private final Set<ChunkRef> odd = new HashSet<>();
    private final List<TableFolder> made = new ArrayList<>();
    private final Set<String> replaced = new HashSet<>();
    private final List<Objection> objections = new ArrayList<>();

    private boolean more;

    void unsound(Flaw flaw, Table table) {
        tables.put(table.name(), table);
        unsound.computeIfAbsent(table.name(), added -> new EnumMap<>(Flaw.class))
                .merge(flaw, 1L, Long::sum);
    }

    /** Its files are told otherwise. */
    void hollow(Table table) {
        hollow.add(table.name());
    }

    void unread(Table table) {
        unread.add(table.name());
    }

    /** A chunk that a table, or all, do not name and should. */
    void lacking(Flaw flaw, ChunkRef chunk) {
        if (lacking.size() == MOST_CHUNKS) {
            more = true;
        } else {
            lacking.putIfAbsent(chunk, flaw);
        }
    }

    /** Something about the chunk is not mended: it does not come into an index. */
    void odd(ChunkRef chunk) {
        odd.add(chunk);
    }

    boolean isOdd(ChunkRef chunk) {
        return odd.contains(chunk);
    }

    boolean isOrphan(ChunkRef chunk) {
        return lacking.get(chunk) == Flaw.CHUNK_ORPHAN;
    }

    /** Whether there were too many to remember. */
    boolean more() {
        return more;
    }

    List<Objection> objections() {
        return objections;
    }

    /** Why rows of a table cannot be changed as they are. */
    @Nullable
    Flaw against(Table table) {
        if (unread.contains(table.name())) {
            return Flaw.INDEX_UNREADABLE;
        }
        EnumMap<Flaw, Long> flaws = unsound.get(table.name());
        return flaws == null ? null : flaws.keySet().iterator().next();
    }

    /** Adds the tables that are made anew; what is on these days has to wait for them. */
    void replace(FsckFix.Index index, PlanWriter plan) throws IOException {
        Predicate<TableFolder> wanted = folder -> isMendable(folder.name()) && isFree(folder, index.claimed());
        if (!hollow.isEmpty() || unsound.keySet().stream().anyMatch(this::isMendable)) {
            add(index.tables().plan(true, wanted), plan);
        }
    }

    /** Adds the tables that nothing can be made of: their files are not sound, and no chunk lies in their days. */
    void setAside(FsckFix.Index index, Predicate<Table> free, PlanWriter plan) throws IOException {
        Set<String> refused = new HashSet<>();
        objections.forEach(objection -> refused.add(objection.subject()));
        for (Table table : tables.values()) {
            if (isMendable(table.name())
                    && !isMade(table)
                    && !refused.contains(table.name())
                    && free.test(table)
                    && index.places().isBare(table)) {
                List<PlannedObject> files = table.files().stream()
                        .map(file -> PlannedObject.of(file.object()))
                        .toList();
                plan.add(new PlanTask(
                        table.name(),
                        null,
                        new Work.Removal(),
                        List.of(),
                        files,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Estimate.NOTHING));
                made.add(TableFolder.of(table));
                bare.add(table.name());
                files.forEach(file -> replaced.add(file.key().value()));
            }
        }
    }

    /** Says what becomes of what was found in tables. */
    void count(Counts counts) {
        Set<String> names = new HashSet<>();
        made.forEach(folder -> names.add(folder.name()));
        unsound.forEach((name, flaws) -> flaws.forEach((flaw, count) -> {
            // chunks that have it give it again, unless they have other labels
            boolean stays = flaw == Flaw.FINGERPRINT_ODD
                    && !bare.contains(name)
                    && !flaws.containsKey(Flaw.INDEX_LABELS_DIFFER);
            FsckFix.Mend mend = bare.contains(name) ? FsckFix.Mend.SET_ASIDE : FsckFix.Mend.REBUILT;
            counts.add(flaw, names.contains(name) && !stays ? mend : FsckFix.Mend.LEFT, count);
        }));
    }

    /** What the store did not hand out may be sound; and chunks give the same fingerprints again. */
    private boolean isMendable(String name) {
        EnumMap<Flaw, Long> flaws = unsound.getOrDefault(name, new EnumMap<>(Flaw.class));
        return !unread.contains(name)
                && (hollow.contains(name) || flaws.keySet().stream().anyMatch(flaw -> flaw != Flaw.FINGERPRINT_ODD));
    }

    /** Whether no other plan is about to remove a chunk that the table would name again. */
    private static boolean isFree(TableFolder folder, Set<ChunkRef> claimed) {
        return claimed.stream().noneMatch(chunk -> TableDays.of(chunk).anyMatch(day -> contains(folder, day)));
    }

    private static boolean contains(TableFolder folder, long day) {
        return day >= folder.firstDay() && day <= folder.lastDay();
    }

    private void add(ChunkRebuild.Result result, PlanWriter plan) throws IOException {
        for (PlanTask task : result.tasks()) {
            plan.add(task);
            made.add(Objects.requireNonNull(task.table()));
            task.replaces().forEach(object -> replaced.add(object.key().value()));
        }
        objections.addAll(result.objections());
    }

    /** Of files in whose place others come. */
    Set<String> replacedKeys() {
        return Set.copyOf(replaced);
    }

    boolean isMade(Table table) {
        return made.stream().anyMatch(folder -> folder.name().equals(table.name()));
    }

    /** Whether a table is made or added to that holds rows of the chunk. */
    boolean isMade(ChunkRef chunk, List<Table> tables) {
        return made.stream()
                .anyMatch(folder -> TableDays.of(chunk).anyMatch(day -> contains(folder, day))
                        || tables.stream().anyMatch(table -> table.name().equals(folder.name())));
    }

    /**
     * Adds the tables that get rows that they lack.
     *
     * @param busy days since the epoch on whose chunks and tables the plan works otherwise
     * @param aside keys of objects that it sets aside
     * @param mends what becomes of chunks that are broken
     */
    void name(
            FsckFix.Index index,
            Set<Long> busy,
            Set<String> aside,
            Map<ChunkRef, FsckFix.Mend> mends,
            PlanWriter plan,
            Counts counts)
            throws IOException {
        Map<ChunkRef, Flaw> sound = new HashMap<>();
        Set<Long> days = new TreeSet<>();
        lacking.forEach((chunk, flaw) -> {
            FsckFix.Mend mend = mends.get(chunk);
            if (mend != null) {
                counts.add(flaw, mend, 1);
            } else if (isMade(chunk, List.of())) {
                counts.add(flaw, FsckFix.Mend.INDEXED, 1);
            } else if (!index.decoded()
                    || odd.contains(chunk)
                    || index.claimed().contains(chunk)) {
                counts.add(flaw, FsckFix.Mend.LEFT, 1);
            } else {
                sound.put(chunk, flaw);
                TableDays.of(chunk).forEach(days::add);
            }
        });
        if (sound.isEmpty()) {
            return;
        }
        Set<Long> waiting = new HashSet<>();
        add(
                index.tables().plan(false, folder -> {
                    boolean wanted = days.stream().anyMatch(day -> contains(folder, day))
                            && !unsound.containsKey(folder.name())
                            && !unread.contains(folder.name())
                            && isFree(folder, index.claimed());
                    boolean waits = busy.stream().anyMatch(day -> contains(folder, day))
                            || aside.stream().anyMatch(key -> key.startsWith(folder.path()));
                    if (wanted && waits) {
                        days.stream().filter(day -> contains(folder, day)).forEach(waiting::add);
                    }
                    return wanted && !waits;
                }),
                plan);
        sound.forEach((chunk, flaw) -> {
            if (TableDays.of(chunk).anyMatch(waiting::contains)) {
                counts.add(flaw, FsckFix.Mend.LATER, 1);
            } else {
                counts.add(flaw, isMade(chunk, List.of()) ? FsckFix.Mend.INDEXED : FsckFix.Mend.LEFT, 1);
            }
        });
    }
}
