package dev.lokistore.compactor.conversion;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.compactor.guard.LiveWriterGuard;
import dev.lokistore.compactor.guard.LokiTimes;
import dev.lokistore.compactor.guard.Objection;
import dev.lokistore.compactor.index.NameTime;
import dev.lokistore.compactor.index.Refusals;
import dev.lokistore.compactor.plan.Estimate;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlannedChunk;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.compactor.plan.TenantReferences;
import dev.lokistore.compactor.plan.Work;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableKind;
import dev.lokistore.index.table.TableScan;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Plans TSDB tables for boltdb tables, beside them, so that nothing is taken away; and on request that boltdb tables go whose
 * rows all are in TSDB tables. Reads the tables that it plans. Depends on nothing but its arguments.
 */
public final class TsdbConversion {
    /** What becomes of rows whose chunks have no objects. */
    public enum Missing {
        /** They are taken over: queries find what they found. */
        KEEP,
        /** They stay behind. */
        DROP
    }

    /**
     * What is asked for.
     *
     * @param now for names, ages and guards
     * @param missing rows without objects
     * @param estimated whether sizes and entry counts are estimated, and not read from each chunk's header
     * @param dropOld whether boltdb tables go
     * @param configured whether the schema is what Loki runs with, so that it tells which tables it reads
     * @param maxTables converted or dropped, after which the plan ends
     * @param lokiStopped the operator's word that nothing writes
     * @param force the operator's word that objections do not matter
     * @param readByLoki28 whether a Loki up to 2.8 must read the result, which cannot read TSDB format 3
     * @param unit of times in names
     */
    public record Request(
            Instant now,
            Missing missing,
            boolean estimated,
            boolean dropOld,
            boolean configured,
            int maxTables,
            boolean lokiStopped,
            boolean force,
            boolean readByLoki28,
            NameTime.Unit unit) {}

    /**
     * What the planner found.
     *
     * @param tasks of the plan
     * @param planned boltdb tables that tasks are about
     * @param chunks rows that are converted
     * @param complete boltdb tables that have all their rows in TSDB tables already, and stay
     * @param waiting boltdb tables that stay since they go only once their new tables are there
     * @param objections that keep tables out of the plan
     * @param left tables that are beyond {@code maxTables}
     * @param missingRows rows in the plan whose chunks have no objects
     * @param missing the first of these chunks
     */
    public record Result(
            List<PlanTask> tasks,
            List<String> planned,
            long chunks,
            List<String> complete,
            List<String> waiting,
            List<Objection> objections,
            int left,
            long missingRows,
            List<ChunkRef> missing) {
        public Result {
            tasks = List.copyOf(tasks);
            planned = List.copyOf(planned);
            complete = List.copyOf(complete);
            waiting = List.copyOf(waiting);
            objections = List.copyOf(objections);
            missing = List.copyOf(missing);
        }
    }

    private static final int FIRST_WITH_FORMAT_3 = 13;
    private static final int SHOWN = 20;
    // of a chunk and of a stream in a packed TSDB file, about
    private static final int CHUNK_BYTES = 16;
    private static final int STREAM_BYTES = 100;

    private final Request request;
    private final ConvertedSchema schema;
    private final LokiStore loki;
    private final ChunkInventory chunks;
    private final LiveWriterGuard guard;
    private final Map<String, Table> byFolder = new HashMap<>();
    private final List<PlanTask> tasks = new ArrayList<>();
    private final List<String> planned = new ArrayList<>();
    private final List<String> complete = new ArrayList<>();
    private final List<String> waiting = new ArrayList<>();
    private final List<Objection> objections = new ArrayList<>();
    private final List<ChunkRef> missing = new ArrayList<>();
    private long missingRows;
    private long converted;
    private int left;

    /** @param chunks that exist as objects, of all tenants */
    public TsdbConversion(
            Request request, ConvertedSchema schema, LokiStore loki, ChunkInventory chunks, LokiTimes times) {
        this.request = request;
        this.schema = schema;
        this.loki = loki;
        this.chunks = chunks;
        this.guard = new LiveWriterGuard(request.now(), times);
    }

    /**
     * Looks at the boltdb tables among these; to be called once.
     *
     * @param wanted by day
     */
    public Result plan(List<Table> wanted) throws IOException {
        TableScan scan = new TableScan(loki.tables(), loki.strays());
        loki.tables().stream()
                .filter(table -> !table.files().isEmpty())
                .forEach(table -> byFolder.put(TableFolder.of(table).path(), table));
        for (Table table : wanted) {
            if (table.kind() == TableKind.TSDB) {
                continue;
            }
            List<Objection> against = against(table, scan);
            if (!against.isEmpty()) {
                objections.addAll(against);
            } else if (planned.size() == request.maxTables()) {
                left++;
            } else {
                plan(table);
            }
        }
        return new Result(tasks, planned, converted, complete, waiting, objections, left, missingRows, missing);
    }

    private List<Objection> against(Table table, TableScan scan) {
        List<Objection> against = new ArrayList<>();
        if (table.kind() == TableKind.MIXED) {
            against.add(none(table, "it holds files of both kinds of index: find out which ones belong to its day"));
        }
        Refusals.of(scan, table).forEach(reason -> against.add(none(table, String.valueOf(reason.getMessage()))));
        if (targets(table).isEmpty()) {
            against.add(none(table, "no schema period gives it this name: Loki does not read it"));
        }
        targets(table).values().stream()
                .map(target -> byFolder.get(target.folder().path()))
                .filter(there -> there != null && there.kind() != TableKind.TSDB)
                .forEach(there -> against.add(none(
                        table,
                        "its TSDB files would go into " + there.name()
                                + ", which holds boltdb files: name another --index-prefix")));
        guard.againstNewFiles(table).stream().filter(this::stands).forEach(against::add);
        return against;
    }

    private static Objection none(Table table, String reason) {
        return new Objection(table.name(), reason, Objection.Remedy.NONE);
    }

    private boolean stands(Objection objection) {
        return !objection.met(request.lokiStopped(), request.force());
    }

    private SortedMap<Long, ConvertedSchema.Target> targets(Table table) {
        SortedMap<Long, ConvertedSchema.Target> targets = new TreeMap<>();
        for (long day = table.firstDay(); day <= table.lastDay(); day++) {
            Optional<ConvertedSchema.Target> target = schema.target(table, day);
            if (target.isPresent()) {
                targets.put(day, target.get());
            }
        }
        return targets;
    }

    private void plan(Table table) throws IOException {
        SortedMap<Long, ConvertedSchema.Target> targets = targets(table);
        SortedMap<Long, Table> twins = new TreeMap<>();
        targets.forEach((day, target) -> {
            Table twin = byFolder.get(target.folder().path());
            if (twin != null) {
                twins.put(day, twin);
            }
        });
        try (TableRows rows = TableRows.read(loki, table, targets.keySet(), twins, chunks)) {
            List<Objection> against = againstRows(table, rows);
            if (against.isEmpty()) {
                plan(table, rows, targets, twins);
            } else {
                objections.addAll(against);
            }
        }
    }

    private List<Objection> againstRows(Table table, TableRows rows) {
        List<Objection> against = new ArrayList<>();
        Optional<String> fault = rows.fault();
        if (fault.isPresent()) {
            return List.of(none(table, fault.get()));
        }
        if (rows.misplaced() > 0) {
            against.add(new Objection(
                    table.name(),
                    rows.misplaced() + " of its rows name chunks of other days, which no query finds there and which"
                            + " would stay behind",
                    Objection.Remedy.FORCE));
        }
        if (rows.unlabelled() > 0 && request.missing() == Missing.KEEP) {
            against.add(none(
                    table,
                    rows.unlabelled() + " chunks have no object, and their streams no labels in the index: TSDB cannot"
                            + " hold them. --missing drop leaves them behind"));
        }
        if (missingRows + rows.missingRows() > TableRows.MAX_MISSING) {
            against.add(none(
                    table,
                    "with it more than " + TableRows.MAX_MISSING + " rows name chunks that have no object: is this the"
                            + " whole store?"));
        }
        against.removeIf(objection -> !stands(objection));
        return against;
    }

    private void plan(
            Table table, TableRows rows, SortedMap<Long, ConvertedSchema.Target> targets, SortedMap<Long, Table> twins)
            throws IOException {
        boolean keep = request.missing() == Missing.KEEP;
        List<Long> lacking = new ArrayList<>();
        for (Map.Entry<Long, ConvertedSchema.Target> target : targets.entrySet()) {
            TableRows.Day day = rows.days().get(target.getKey());
            if (!day.held() && !day.references(keep).isEmpty()) {
                lacking.add(target.getKey());
            }
        }
        List<Objection> againstDropping = request.dropOld() ? againstDropping(table, targets.values()) : List.of();
        boolean drop = request.dropOld() && againstDropping.isEmpty();
        objections.addAll(againstDropping);
        boolean single = targets.size() == 1 && table.firstDay() == table.lastDay();
        for (long number : lacking) {
            TableRows.Day day = rows.days().get(number);
            tasks.add(conversion(table, targets.get(number), twins.get(number), day, drop && single));
            converted += TenantReferences.count(TenantReferences.of(day.references(keep)));
            missingRows += day.missing().size();
            day.missing().stream().limit(Math.max(0, SHOWN - missing.size())).forEach(missing::add);
        }
        if (lacking.isEmpty() && drop) {
            tasks.add(removal(table, twins));
        } else if (lacking.isEmpty()) {
            complete.add(table.name());
            return;
        } else if (drop && !single) {
            waiting.add(table.name());
        }
        planned.add(table.name());
    }

    private List<Objection> againstDropping(Table table, Collection<ConvertedSchema.Target> targets) {
        List<Objection> against = new ArrayList<>(guard.againstNewRows(table));
        boolean read = request.configured() && targets.stream().allMatch(ConvertedSchema.Target::known);
        if (!read) {
            against.add(new Objection(
                    table.name(),
                    "it stays, since a Loki that does not know the new table would not find its logs any more: give the"
                            + " configuration that Loki runs with, and that names the new ones, with --loki-config",
                    Objection.Remedy.STOPPED));
        }
        against.removeIf(objection -> !stands(objection));
        return against;
    }

    private PlanTask conversion(
            Table table, ConvertedSchema.Target target, @Nullable Table twin, TableRows.Day day, boolean drop) {
        boolean keep = request.missing() == Missing.KEEP;
        List<PlannedObject> old = planned(table);
        List<PlannedObject> replaces = new ArrayList<>(twin == null ? List.of() : planned(twin));
        if (drop) {
            replaces.addAll(old);
        }
        List<TenantReferences> references = TenantReferences.of(day.references(keep));
        Table named = twin != null ? twin : table;
        Work work = new Work.Conversion(
                TableFolder.of(table),
                NameTime.newIn(named, request.now(), request.unit()).value(),
                format(target.period()),
                request.estimated(),
                references,
                keep ? day.missing() : List.of());
        List<PlannedChunk> unlists = keep
                ? List.of()
                : day.missing().stream()
                        .map(chunk -> new PlannedChunk(chunk, null))
                        .toList();
        return new PlanTask(
                table.name() + " to " + target.folder().name(),
                target.folder(),
                work,
                drop ? List.of() : old,
                replaces,
                List.of(),
                List.of(),
                List.of(),
                unlists,
                estimate(table, twin, day, references));
    }

    private Estimate estimate(Table table, @Nullable Table twin, TableRows.Day day, List<TenantReferences> references) {
        long read = table.storedBytes() + (twin == null ? 0 : twin.storedBytes());
        long written = TenantReferences.count(references) * CHUNK_BYTES + day.streams() * STREAM_BYTES;
        long all = day.reads().requests();
        long ranges = request.estimated() ? Math.min(all, 2L * TableConversion.SAMPLE) : all;
        long rangeBytes = all == 0 ? 0 : day.reads().bytes() / all * ranges;
        return new Estimate(references.size(), written, read, ranges, rangeBytes);
    }

    private int format(SchemaPeriod period) {
        return period.version() >= FIRST_WITH_FORMAT_3 && !request.readByLoki28() ? 3 : 2;
    }

    /** The twins must be as they are when the table goes. */
    private static PlanTask removal(Table table, SortedMap<Long, Table> twins) {
        List<PlannedObject> reads = new ArrayList<>();
        twins.values().forEach(twin -> reads.addAll(planned(twin)));
        return new PlanTask(
                table.name(),
                TableFolder.of(table),
                new Work.Removal(),
                reads,
                planned(table),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Estimate.NOTHING);
    }

    private static List<PlannedObject> planned(Table table) {
        return table.files().stream()
                .map(file -> PlannedObject.of(file.object()))
                .toList();
    }
}
