package dev.lokistore.compactor.removal;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.index.UnreadableRows;
import dev.lokistore.compactor.plan.Estimate;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.plan.PlannedChunk;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.compactor.plan.Work;
import dev.lokistore.compactor.removal.Leftover.Fate;
import dev.lokistore.compactor.retention.Volume;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.StoredChunk;
import dev.lokistore.index.StoredChunkCursor;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Plans that chunk objects go which no table names. The objects must have been listed before: what is listed later may have
 * its row in a file that was read already. Whoever carries the plan out reads the tables once more.
 */
public final class OrphanSearch {
    private static final long MILLIS_PER_DAY = 86_400_000L;
    /** Chunks of a task. */
    private static final int BATCH = 5000;

    private final LokiStore loki;
    private final ChunkInventory objects;
    private final Instant youngFrom;
    private final Set<ChunkRef> claimed;
    private final Predicate<ChunkRef> wanted;
    private final SortedMap<TenantId, SortedMap<Fate, Volume>> volumes = new TreeMap<>();

    private final List<PlannedChunk> batch = new ArrayList<>();
    private long batchDay;
    private int batchNumber;

    /**
     * @param objects of the wanted tenants
     * @param youngFrom objects of then or later stay
     * @param claimed chunks that stay since somebody else is about to remove or to use them
     */
    public OrphanSearch(LokiStore loki, ChunkInventory objects, Instant youngFrom, Set<ChunkRef> claimed) {
        this(loki, objects, youngFrom, claimed, chunk -> true);
    }

    /** @param wanted which chunks are looked at */
    public OrphanSearch(
            LokiStore loki,
            ChunkInventory objects,
            Instant youngFrom,
            Set<ChunkRef> claimed,
            Predicate<ChunkRef> wanted) {
        this.loki = loki;
        this.objects = objects;
        this.youngFrom = youngFrom;
        this.claimed = Set.copyOf(claimed);
        this.wanted = wanted;
    }

    /** Which chunks may be removed at all. */
    interface Gate {
        List<StoredChunk> pass(List<StoredChunk> chunks) throws IOException;
    }

    /**
     * Adds a task for the orphans of each day; reads each of them, to keep what cannot be decoded.
     *
     * @param concurrency chunks in memory at once
     * @param problems told of tables that cannot be read, and of chunks that cannot be decoded
     * @return by tenant, then fate
     */
    public List<Leftover> plan(int concurrency, PlanWriter plan, Problems problems) throws IOException {
        try (SoundChunks sound = new SoundChunks(loki, problems, concurrency)) {
            return plan(sound::among, concurrency, plan, problems);
        }
    }

    /** As {@link #plan}, reading no chunk: those that cannot be decoded go too. */
    public List<Leftover> planUnread(PlanWriter plan, Problems problems) throws IOException {
        return plan(chunks -> chunks, BATCH, plan, problems);
    }

    private List<Leftover> plan(Gate gate, int step, PlanWriter plan, Problems problems) throws IOException {
        Map<String, UnreadableRows> tables = new HashMap<>();
        List<Table> all = loki.tables();
        for (Table table : all) {
            UnreadableRows unreadable = new UnreadableRows(table, problems);
            table.files().forEach(file -> tables.put(file.key(), unreadable));
        }
        Problems byTable = (key, cause) -> {
            UnreadableRows table = tables.get(key);
            if (table == null) {
                problems.report(key, cause);
                // whatever it is, its rows may name anything
                tables.values().forEach(UnreadableRows::giveUp);
            } else {
                table.report(key, cause);
            }
        };
        try (ChunkInventory named = loki.referenced(byTable);
                StoredChunkCursor cursor = objects.chunks()) {
            List<Unreadable> unreadable = unreadable(all, tables);
            List<StoredChunk> candidates = new ArrayList<>();
            while (cursor.next()) {
                StoredChunk chunk = cursor.chunk();
                if (wanted.test(chunk.ref()) && named.find(chunk.ref()).isEmpty()) {
                    Fate fate = fate(chunk, unreadable);
                    if (fate != Fate.GOES) {
                        count(chunk, fate);
                        continue;
                    }
                    candidates.add(chunk);
                    if (candidates.size() >= step) {
                        take(candidates, gate, plan);
                    }
                }
            }
            take(candidates, gate, plan);
            flush(plan);
        }
        return leftovers();
    }

    private record Unreadable(Table table, UnreadableRows rows) {
        boolean concerns(ChunkRef chunk) {
            return rows.concern(chunk.tenant())
                    && day(chunk.fromMillis()) <= table.lastDay()
                    && day(chunk.throughMillis()) >= table.firstDay();
        }
    }

    private static List<Unreadable> unreadable(List<Table> all, Map<String, UnreadableRows> tables) {
        List<Unreadable> unreadable = new ArrayList<>();
        for (Table table : all) {
            for (TableFile file : table.files()) {
                UnreadableRows rows = tables.get(file.key());
                if (rows != null && rows.any()) {
                    unreadable.add(new Unreadable(table, rows));
                    break;
                }
            }
        }
        return unreadable;
    }

    private Fate fate(StoredChunk chunk, List<Unreadable> unreadable) {
        if (claimed.contains(chunk.ref())) {
            return Fate.CLAIMED;
        }
        if (!chunk.object().lastModified().isBefore(youngFrom)) {
            return Fate.YOUNG;
        }
        return unreadable.stream().anyMatch(table -> table.concerns(chunk.ref())) ? Fate.UNCERTAIN : Fate.GOES;
    }

    private void take(List<StoredChunk> candidates, Gate gate, PlanWriter plan) throws IOException {
        List<StoredChunk> passed = gate.pass(candidates);
        int next = 0;
        for (StoredChunk chunk : candidates) {
            boolean goes = next < passed.size() && passed.get(next).equals(chunk);
            if (!goes) {
                count(chunk, Fate.BROKEN);
                continue;
            }
            next++;
            count(chunk, Fate.GOES);
            long day = day(chunk.ref().fromMillis());
            if (!batch.isEmpty() && (day != batchDay || batch.size() == BATCH)) {
                flush(plan);
            }
            batchNumber = day == batchDay ? batchNumber : 0;
            batchDay = day;
            batch.add(new PlannedChunk(chunk.ref(), PlannedObject.of(chunk.object())));
        }
        candidates.clear();
    }

    private void flush(PlanWriter plan) throws IOException {
        if (batch.isEmpty()) {
            return;
        }
        batchNumber++;
        String subject = "orphans of " + name(batchDay) + (batchNumber == 1 ? "" : " (" + batchNumber + ")");
        plan.add(new PlanTask(
                subject,
                null,
                new Work.Removal(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                batch,
                List.of(),
                Estimate.NOTHING));
        batch.clear();
    }

    /** Hostile names say any day. */
    private static String name(long day) {
        return Math.abs(day) > LocalDate.of(9999, 1, 1).toEpochDay()
                ? "day " + day
                : LocalDate.ofEpochDay(day).toString();
    }

    private static long day(long millis) {
        return Math.floorDiv(millis, MILLIS_PER_DAY);
    }

    private void count(StoredChunk chunk, Fate fate) {
        volumes.computeIfAbsent(chunk.ref().tenant(), tenant -> new TreeMap<>())
                .merge(fate, Volume.NONE.plusChunk(chunk.object().sizeBytes()), Volume::plus);
    }

    private List<Leftover> leftovers() {
        List<Leftover> leftovers = new ArrayList<>();
        volumes.forEach(
                (tenant, fates) -> fates.forEach((fate, volume) -> leftovers.add(new Leftover(tenant, fate, volume))));
        return leftovers;
    }
}
