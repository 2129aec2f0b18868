package dev.lokistore.compactor.rebuild;

import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.guard.LiveWriterGuard;
import dev.lokistore.compactor.guard.LokiTimes;
import dev.lokistore.compactor.guard.Objection;
import dev.lokistore.compactor.index.MergeOptions;
import dev.lokistore.compactor.index.NameTime;
import dev.lokistore.compactor.index.Refusals;
import dev.lokistore.compactor.newtable.ReadStore;
import dev.lokistore.compactor.plan.Estimate;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.compactor.plan.TenantReferences;
import dev.lokistore.compactor.plan.Work;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.StoredChunk;
import dev.lokistore.index.layout.ChunkName;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import dev.lokistore.index.table.TableKind;
import dev.lokistore.index.table.TableReader;
import dev.lokistore.index.table.TableScan;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Plans index tables for chunks: of those that no table names, or of all in the place of the tables that are left. Reads what
 * is left of the tables that it plans, and no chunk. Depends on nothing but its arguments.
 */
public final class ChunkRebuild {
    /**
     * What is asked for.
     *
     * @param now for names, ages and guards
     * @param tenants empty for all
     * @param remnants what becomes of the files that are left
     * @param perTenant whether boltdb rows go into tenants' folders, in tables without files to tell
     * @param maxTables after which the plan ends
     * @param lokiStopped the operator's word that nothing writes
     * @param force the operator's word that objections do not matter
     * @param readByLoki28 whether a Loki up to 2.8 must read the result, which cannot read TSDB format 3
     * @param unit of times in names
     */
    public record Request(
            Instant now,
            Set<TenantId> tenants,
            Remnants remnants,
            boolean perTenant,
            int maxTables,
            boolean lokiStopped,
            boolean force,
            boolean readByLoki28,
            NameTime.Unit unit) {
        public Request {
            tenants = Set.copyOf(tenants);
        }
    }

    /** What becomes of the files of a table that are left. */
    public enum Remnants {
        /** They are united with the new ones; a broken one keeps its table out of the plan. */
        UNITED,
        /** As {@link #UNITED}, but tables with broken files are made of what can be read in these, and of chunks. */
        SALVAGED,
        /** They give way and are not read. */
        IGNORED,
        /** They give way; what can be read of them vouches for chunks that cannot be read. */
        CONSULTED
    }

    /**
     * Where the rows of a table come from whose files are broken.
     *
     * @param rows chunks whose rows are taken from the files
     * @param labelled chunks without a row in them, whose stream's labels they tell for certain
     * @param others chunks that must tell of their streams themselves
     * @param reads how many chunks are read for these; in a boltdb table one of each stream does
     * @param gone rows that are dropped: there is no such chunk, or it is none of the table's days
     * @param doubtful rows that are not used: their labels are lost, or the chunk's fingerprint does not vouch for them
     * @param faults of the files
     */
    public record Salvage(
            String table,
            long rows,
            long labelled,
            long others,
            long reads,
            long gone,
            long doubtful,
            List<String> faults) {
        public Salvage {
            faults = List.copyOf(faults);
        }
    }

    /**
     * What the planner found.
     *
     * @param tasks of the plan, each a table
     * @param salvages of tables among them that have broken files
     * @param chunks rows that are made
     * @param complete tables that name all their chunks
     * @param objections that keep tables out of the plan
     * @param left tables that are beyond {@code maxTables}
     * @param called names of all tables that chunks call for
     * @param unknown days with chunks of which it is not known what schema ruled on them; with any of them there is no task
     * @param outside days with chunks before the first period, which Loki does not read
     */
    public record Result(
            List<PlanTask> tasks,
            List<Salvage> salvages,
            long chunks,
            List<String> complete,
            List<Objection> objections,
            int left,
            Set<String> called,
            List<LocalDate> unknown,
            List<LocalDate> outside) {
        public Result {
            tasks = List.copyOf(tasks);
            salvages = List.copyOf(salvages);
            complete = List.copyOf(complete);
            objections = List.copyOf(objections);
            called = Set.copyOf(called);
            unknown = List.copyOf(unknown);
            outside = List.copyOf(outside);
        }
    }

    // of a chunk and of a stream in a packed index file, about
    private static final int CHUNK_BYTES = 16;
    private static final int STREAM_BYTES = 100;

    private final Request request;
    private final RulingSchema schema;
    private final LokiStore loki;
    private final ChunkInventory chunks;
    private final LiveWriterGuard guard;
    private final TableScan scan;
    private final Map<String, Table> byFolder = new HashMap<>();
    private final List<PlanTask> tasks = new ArrayList<>();
    private final List<Salvage> salvages = new ArrayList<>();
    private final List<String> complete = new ArrayList<>();
    private final List<Objection> objections = new ArrayList<>();
    private long planned;
    private int left;

    /** @param chunks that exist as objects, listed after the tables, so that no table names one that came later */
    public ChunkRebuild(Request request, RulingSchema schema, LokiStore loki, ChunkInventory chunks, LokiTimes times)
            throws IOException {
        this.request = request;
        this.schema = schema;
        this.loki = loki;
        this.chunks = chunks;
        this.guard = new LiveWriterGuard(request.now(), times);
        this.scan = new TableScan(loki.tables(), loki.strays());
        for (Table table : loki.tables()) {
            if (!table.files().isEmpty()) {
                byFolder.put(TableFolder.of(table).path(), table);
            }
        }
    }

    /** The first day on which a chunk begins, since the epoch; today if there is none. */
    public static long firstDay(ChunkInventory chunks, LocalDate today) throws IOException {
        return ChunkSurvey.firstDay(chunks).orElse(today.toEpochDay());
    }

    /** Whether a chunk reaches into the table's days. */
    public static boolean isCalledFor(TableFolder table, ChunkInventory chunks) throws IOException {
        boolean[] found = {false};
        TableChunks.each(chunks, table, table.firstDay() - TableChunks.MAX_DAYS, Set.of(), chunk -> found[0] = true);
        return found[0];
    }

    /**
     * Looks at the tables that chunks call for; to be called once.
     *
     * @param wanted which of them are taken
     * @param wantedDay which days are taken, since the epoch, if it is not known which table theirs is
     * @param problems told of chunks whose keys say impossible times
     * @throws IllegalArgumentException if the schema has tables that are not supported
     */
    public Result plan(Predicate<TableFolder> wanted, Predicate<Long> wantedDay, Problems problems) throws IOException {
        ChunkSurvey survey = new ChunkSurvey(schema, wanted, wantedDay);
        survey.run(chunks, request.tenants(), problems);
        Set<String> called = new TreeSet<>();
        Set<String> paths = new HashSet<>();
        for (ChunkSurvey.Called one : survey.tables()) {
            TableFolder folder = one.table();
            called.add(folder.name());
            if (!survey.unknown().isEmpty()) {
                continue;
            }
            if (!paths.add(folder.path())) {
                objections.add(none(folder, "two schema periods share it: only tables of one are supported"));
            } else if (tasks.size() == request.maxTables()) {
                left++;
            } else {
                plan(folder, one.firstChunkDay());
            }
        }
        return new Result(
                tasks,
                salvages,
                planned,
                complete,
                objections,
                left,
                called,
                survey.unknown().stream().map(LocalDate::ofEpochDay).toList(),
                survey.outside().stream().map(LocalDate::ofEpochDay).toList());
    }

    private void plan(TableFolder folder, long firstChunkDay) throws IOException {
        Table table = byFolder.getOrDefault(folder.path(), empty(folder));
        boolean instead = request.remnants() == Remnants.IGNORED || request.remnants() == Remnants.CONSULTED;
        List<Objection> against = against(folder, table, instead);
        if (!against.isEmpty()) {
            objections.addAll(against);
            return;
        }
        TableTally tally = new TableTally(folder);
        Work.Rebuild.Scope scope;
        try (Lacking lacking = lacking(table)) {
            scope = scope(table, lacking);
            TableChunks.each(chunks, folder, firstChunkDay, request.tenants(), chunk -> {
                if (scope != Work.Rebuild.Scope.LACKING || lacking.lacks(chunk)) {
                    tally.add(chunk, fits(chunk));
                }
            });
        } catch (StoreException e) {
            throw e;
        } catch (IOException e) {
            // a broken file of this table is no matter of the others
            if (request.remnants() == Remnants.SALVAGED) {
                salvage(folder, table, firstChunkDay);
            } else {
                objections.add(none(
                        folder,
                        e.getMessage() + ". --salvage makes it of what can be read of it and of its chunks, --replace"
                                + " of its chunks alone"));
            }
            return;
        }
        finish(folder, table, scope, firstChunkDay, tally);
    }

    /** A table with a broken file. */
    private void salvage(TableFolder folder, Table table, long firstChunkDay) throws IOException {
        List<Objection> against = against(folder, table, true);
        if (!against.isEmpty()) {
            objections.addAll(against);
            return;
        }
        TableTally tally = new TableTally(folder);
        long[] labelled = {0};
        long[] others = {0};
        ReadStore store = new ReadStore(loki, chunks, loki.options().tempDirectory());
        try (SalvagedRows rows = SalvagedRows.of(store, folder, table, request.tenants());
                Lacking lacking = rows.handOver(series -> {})) {
            StreamLabels labels = new StreamLabels();
            if (schema.on(folder.firstDay()).orElseThrow().kind() == IndexKind.BOLTDB) {
                labels.want(chunks, folder, firstChunkDay, request.tenants(), lacking);
            }
            long certain = rows.rows();
            rows.labels(labels);
            TableChunks.each(chunks, folder, firstChunkDay, request.tenants(), chunk -> {
                if (!lacking.lacks(chunk)) {
                    tally.addUnread(chunk, fits(chunk));
                } else if (labels.of(chunk.ref()) != null) {
                    tally.addUnread(chunk, fits(chunk));
                    labelled[0]++;
                } else if (labels.isTold(chunk.ref()) && !labels.ask(chunk.ref())) {
                    tally.addUnread(chunk, fits(chunk));
                    others[0]++;
                } else {
                    tally.add(chunk, fits(chunk));
                    others[0]++;
                }
            });
            if (finish(folder, table, Work.Rebuild.Scope.SALVAGED, firstChunkDay, tally)) {
                salvages.add(new Salvage(
                        folder.name(),
                        certain,
                        labelled[0],
                        others[0],
                        tally.read(),
                        rows.gone(),
                        rows.doubtful(),
                        rows.faults()));
            }
        }
    }

    /** @return whether there is a task */
    private boolean finish(
            TableFolder folder, Table table, Work.Rebuild.Scope scope, long firstChunkDay, TableTally tally) {
        if (tally.chunks() == 0) {
            complete.add(folder.name());
        } else if (tally.unfit() > 0 && !request.force()) {
            objections.add(new Objection(
                    folder.name(),
                    tally.unfit() + " of its " + tally.chunks()
                            + " chunks have keys under which Loki does not look for them by"
                            + " schema v"
                            + schema.on(folder.firstDay()).orElseThrow().version()
                            + ": is this the schema that they were written by? Without --loki-config it is"
                            + " what the tables tell, which may be wrong where one cannot be read",
                    Objection.Remedy.FORCE));
        } else {
            tasks.add(task(folder, table, scope, firstChunkDay, tally));
            planned += tally.chunks();
            return true;
        }
        return false;
    }

    private static Table empty(TableFolder folder) {
        Table named = TableScan.table(folder.name(), List.of()).orElseThrow();
        return new Table(named.name(), named.prefix(), named.number(), folder.firstDay(), folder.lastDay(), List.of());
    }

    /** @param instead whether new files take the place of those that are there */
    private List<Objection> against(TableFolder folder, Table table, boolean instead) {
        List<Objection> against = new ArrayList<>();
        if (!table.files().isEmpty()) {
            TableKind kind = schema.on(folder.firstDay()).orElseThrow().kind() == IndexKind.TSDB
                    ? TableKind.TSDB
                    : TableKind.BOLTDB;
            if (table.kind() != kind) {
                against.add(none(folder, "by the schema it is of another kind than files in it are"));
            }
            // what is not read may be empty
            boolean all = request.remnants() == Remnants.UNITED;
            Refusals.of(scan, all ? table : filled(table))
                    .forEach(reason -> against.add(none(folder, String.valueOf(reason.getMessage()))));
        }
        boolean common = table.files().stream().anyMatch(TableFile::common);
        if (instead && !request.tenants().isEmpty() && common) {
            against.add(none(
                    folder,
                    "files in it hold rows of several tenants, so that those of one cannot be replaced: leave "
                            + withoutTenant()
                            + " out"));
        }
        List<Objection> guarded =
                instead && !table.files().isEmpty() ? guard.againstNewRows(table) : guard.againstNewFiles(table);
        guarded.stream()
                .filter(objection -> !objection.met(request.lokiStopped(), request.force()))
                .forEach(against::add);
        return against;
    }

    private String withoutTenant() {
        return switch (request.remnants()) {
            case IGNORED -> "--tenant or --replace";
            case SALVAGED -> "--tenant or --salvage";
            case UNITED, CONSULTED -> "--tenant";
        };
    }

    /** Without files that have no byte. */
    private static Table filled(Table table) {
        List<TableFile> files = table.files().stream()
                .filter(file -> file.object().sizeBytes() > 0)
                .toList();
        return table.with(files);
    }

    private static Objection none(TableFolder folder, String reason) {
        return new Objection(folder.name(), reason, Objection.Remedy.NONE);
    }

    private Lacking lacking(Table table) throws IOException {
        boolean unread = request.remnants() == Remnants.IGNORED || request.remnants() == Remnants.CONSULTED;
        return unread || table.files().isEmpty() ? Lacking.EVERYTHING : Lacking.in(loki, table);
    }

    private Work.Rebuild.Scope scope(Table table, Lacking lacking) throws IOException {
        if (request.remnants() == Remnants.IGNORED) {
            return Work.Rebuild.Scope.INSTEAD;
        }
        if (request.remnants() == Remnants.CONSULTED) {
            return table.files().isEmpty() ? Work.Rebuild.Scope.INSTEAD : Work.Rebuild.Scope.VOUCHED;
        }
        return lacking.labelsLost() && inChunks(table) ? Work.Rebuild.Scope.ALL : Work.Rebuild.Scope.LACKING;
    }

    /** Whether there are chunks of streams whose labels the table lost. */
    private boolean inChunks(Table table) throws IOException {
        // what is broken was told of before
        try (TableReader reader = loki.openTable(table, (subject, cause) -> {});
                SeriesCursor cursor = reader.series(SeriesQuery.ALL)) {
            while (cursor.next()) {
                IndexedSeries series = cursor.series();
                boolean wanted =
                        request.tenants().isEmpty() || request.tenants().contains(series.tenant());
                if (wanted && series.labels() == null) {
                    for (IndexedChunk chunk : series.chunks()) {
                        if (chunks.find(chunk.ref()).isPresent()) {
                            return true;
                        }
                    }
                }
            }
        }
        return false;
    }

    /** Whether Loki looks for the chunk under the key that it has; it takes the old form before the first period. */
    private boolean fits(StoredChunk chunk) {
        boolean nested = schema.schema()
                .periodAt(chunk.ref().fromMillis())
                .map(SchemaPeriod::nestedKeys)
                .orElse(false);
        return ChunkName.tryParse(chunk.object().key().value(), loki.layout().delimiter())
                .map(name -> name.form().scheme().equals(nested ? ChunkKeyScheme.NESTED : ChunkKeyScheme.FLAT))
                .orElse(true);
    }

    private PlanTask task(
            TableFolder folder, Table table, Work.Rebuild.Scope scope, long firstChunkDay, TableTally tally) {
        SchemaPeriod period = schema.on(folder.firstDay()).orElseThrow();
        NameTime time = NameTime.newIn(table, request.now(), request.unit());
        int format = MergeOptions.of(time, schema.schema(), period).tsdbFormat();
        List<TenantReferences> references = TenantReferences.of(tally.rows().all());
        Work work = new Work.Rebuild(
                period.kind(),
                perTenant(table),
                time.value(),
                request.readByLoki28() ? 2 : format,
                scope,
                firstChunkDay,
                request.tenants().stream().sorted().toList(),
                references);
        List<PlannedObject> replaces = table.files().stream()
                .filter(file -> !scope.isInstead() || ofWanted(file))
                .map(file -> PlannedObject.of(file.object()))
                .toList();
        boolean unread = scope == Work.Rebuild.Scope.INSTEAD || scope == Work.Rebuild.Scope.VOUCHED;
        long left = unread ? 0 : table.storedBytes();
        Estimate estimate = new Estimate(
                period.kind() == IndexKind.TSDB || perTenant(table) ? references.size() : 1,
                left + tally.chunks() * CHUNK_BYTES + tally.streams() * STREAM_BYTES,
                left,
                tally.reads().requests(),
                tally.reads().bytes());
        return PlanTask.ofTable(folder, work, replaces, estimate);
    }

    private boolean ofWanted(TableFile file) {
        TenantId tenant = file.tenant();
        return request.tenants().isEmpty()
                || (tenant != null && request.tenants().contains(tenant));
    }

    /** As the table's files are, or as asked for where there is none. */
    private boolean perTenant(Table table) {
        boolean boltdb = table.files().stream().anyMatch(file -> file.kind() == IndexKind.BOLTDB);
        return boltdb ? table.files().stream().noneMatch(TableFile::common) : request.perTenant();
    }
}
