package dev.lokistore.shell.command;

import dev.lokistore.compactor.compaction.IndexCompaction;
import dev.lokistore.compactor.guard.LiveWriterGuard;
import dev.lokistore.compactor.guard.Objection;
import dev.lokistore.compactor.plan.PlanHeader;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableScan;
import dev.lokistore.shell.RefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
    @Option(names = "--oldest-first", description = "Take the oldest table first. Default: the newest")
    private boolean oldestFirst;

    @Mixin
    private TableChoice choice = new TableChoice();

    @Mixin
    private ReaderVersion reader = new ReaderVersion();

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
        PlanHeader header =
                change.header("compact index", choice.arguments(run), !noTrash, schema.periods(), List.of());
        IndexCompaction planner = new IndexCompaction(request(run), schema, change.times());
        try (PlanWriter writer = new PlanWriter(header, change.temporary())) {
            List<Table> tables = choice.of(run, loki);
            IndexCompaction.Result result = planner.plan(tables, new TableScan(loki.tables(), loki.strays()), writer);
            tell(run, result, objections);
            change.planned(writer.finish(), planOptions);
        }
    }

    private IndexCompaction.Request request(Run run) {
        return new IndexCompaction.Request(
                run.now(),
                oldestFirst ? IndexCompaction.Order.OLDEST_FIRST : IndexCompaction.Order.NEWEST_FIRST,
                choice.maxTables(),
                applyOptions.lokiStopped(),
                applyOptions.force(),
                reader.before(2, 9));
    }

    /** What stays out of the plan; a refusal if that is all, or if it was asked for by name. */
    private void tell(Run run, IndexCompaction.Result result, List<Objection> againstAll) {
        if (!againstAll.isEmpty()) {
            throw new RefusedException(againstAll.get(0).text());
        }
        boolean named = choice.named();
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
