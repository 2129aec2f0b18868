package dev.lokistore.shell.command;

import dev.lokistore.chunk.TimeRange;
import dev.lokistore.compactor.compaction.IndexCompaction;
import dev.lokistore.compactor.guard.LiveWriterGuard;
import dev.lokistore.compactor.guard.Objection;
import dev.lokistore.compactor.plan.PlanHeader;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.retention.LokiRelease;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableScan;
import dev.lokistore.shell.NotFoundException;
import dev.lokistore.shell.RefusedException;
import dev.lokistore.shell.UsageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code compact index}. */
@Command(
        name = "index",
        description = {
            "Merges the index files of tables into what Loki's compactor would leave: one common boltdb file, or one file a"
                    + " tenant. No row is added or lost, and no chunk is touched.",
            "Without --apply nothing is changed: the plan is shown. While a Loki reads the store the old files go a while"
                    + " after the new ones came; 'apply --resume' does that when it is due."
        },
        footer = {
            "  lokistore -s /var/loki/chunks compact index",
            "  lokistore -s s3://loki-chunks compact index --to now-2d --max-tables 30 --apply --yes",
            "  lokistore -s minio://localhost:9000/chunks compact index --table loki_index_20776 --loki-stopped --apply"
        })
final class CompactIndexCommand extends StoreCommand {
    @Option(names = "--table", paramLabel = "NAME", split = ",", description = "Only these tables")
    private List<String> names = List.of();

    @Option(names = "--oldest-first", description = "Take the oldest table first. Default: the newest")
    private boolean oldestFirst;

    @Option(
            names = "--max-tables",
            paramLabel = "N",
            description = "Plan this many tables at most; another run takes the next ones")
    private @Nullable Integer maxTables;

    @Option(
            names = "--loki-version",
            paramLabel = "VERSION",
            description =
                    "The oldest Loki that must read the result: up to 2.8 it gets TSDB format 2. Default: what the"
                            + " table's schema says")
    private @Nullable String lokiVersion;

    @Option(names = "--no-trash", description = "Delete replaced index files at once; there is no way back then")
    private boolean noTrash;

    @Mixin
    private PlanOptions planOptions = new PlanOptions();

    @Mixin
    private ApplyOptions applyOptions = new ApplyOptions();

    @Override
    void execute(Run run) throws IOException {
        ChangeRun change = new ChangeRun(run, applyOptions);
        LokiStore loki = change.store().loki();
        StoreSchema schema = loki.schema();
        List<Objection> objections =
                new ArrayList<>(new LiveWriterGuard(run.now(), change.times()).againstStore(loki, false));
        objections.removeIf(objection -> objection.met(applyOptions.lokiStopped(), applyOptions.force()));
        PlanHeader header = new PlanHeader(
                "compact index",
                arguments(run),
                run.now(),
                run.store().uri(),
                !noTrash,
                applyOptions.waits(change.times().waits()),
                schema.periods(),
                List.of());
        IndexCompaction planner = new IndexCompaction(request(run), schema, change.times());
        try (PlanWriter writer = new PlanWriter(header, change.temporary())) {
            List<Table> tables = tables(run, loki);
            IndexCompaction.Result result = planner.plan(tables, new TableScan(loki.tables(), loki.strays()), writer);
            tell(run, result, objections);
            change.planned(writer.finish(), planOptions);
        }
    }

    private Map<String, String> arguments(Run run) {
        Map<String, String> arguments = new TreeMap<>();
        if (!names.isEmpty()) {
            arguments.put("table", String.join(",", names));
        }
        TimeRange range = run.range();
        if (!range.equals(TimeRange.ALL)) {
            arguments.put("range", range.toString());
        }
        return arguments;
    }

    private IndexCompaction.Request request(Run run) {
        if (maxTables != null && maxTables < 1) {
            throw new UsageException("--max-tables is " + maxTables + " but must be 1 or more");
        }
        return new IndexCompaction.Request(
                run.now(),
                oldestFirst ? IndexCompaction.Order.OLDEST_FIRST : IndexCompaction.Order.NEWEST_FIRST,
                maxTables == null ? Integer.MAX_VALUE : maxTables,
                applyOptions.lokiStopped(),
                applyOptions.force(),
                oldReader());
    }

    private boolean oldReader() {
        try {
            return lokiVersion != null && !LokiRelease.parse(lokiVersion).atLeast(2, 9);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--loki-version: " + e.getMessage());
        }
    }

    private List<Table> tables(Run run, LokiStore loki) throws IOException {
        Set<String> unknown = new HashSet<>(names);
        List<Table> wanted = new ArrayList<>();
        for (Table table : loki.tables()) {
            unknown.remove(table.name());
            if ((names.isEmpty() || names.contains(table.name())) && overlaps(run.range(), table.range())) {
                wanted.add(table);
            }
        }
        if (!unknown.isEmpty()) {
            throw new NotFoundException(
                    "there is no table " + String.join(", ", unknown) + "; 'lokistore tables' lists them");
        }
        return wanted;
    }

    private static boolean overlaps(TimeRange wanted, TimeRange table) {
        return wanted.fromNanos() < table.toNanos() && wanted.toNanos() > table.fromNanos();
    }

    /** What stays out of the plan; a refusal if that is all, or if it was asked for by name. */
    private void tell(Run run, IndexCompaction.Result result, List<Objection> againstAll) {
        if (!againstAll.isEmpty()) {
            throw new RefusedException(againstAll.get(0).text());
        }
        boolean named = !names.isEmpty();
        if (!result.objections().isEmpty() && (named || result.planned() == 0)) {
            List<String> texts =
                    result.objections().stream().map(Objection::text).toList();
            throw new RefusedException(String.join("\n", texts));
        }
        result.objections().forEach(objection -> run.note("left out: " + objection.text()));
        if (result.left() > 0) {
            run.note(result.left() + " more tables need it: --max-tables leaves them to another run");
        }
    }
}
