package dev.lokistore.shell.command;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.compactor.conversion.ConvertedSchema;
import dev.lokistore.compactor.conversion.TableConversion;
import dev.lokistore.compactor.conversion.TsdbConversion;
import dev.lokistore.compactor.guard.Objection;
import dev.lokistore.compactor.plan.PlanHeader;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableKind;
import dev.lokistore.shell.RefusedException;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.render.Quantity;
import dev.lokistore.shell.terminal.SafeText;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code convert}. */
@Command(
        name = "convert",
        description = {
            "Makes TSDB tables of boltdb-shipper tables, which Loki 4.0 does not read any more. Sizes and entry counts, which"
                    + " boltdb does not hold, come from the chunks' headers. The new tables lie beside the old ones, under"
                    + " another index prefix; no chunk is touched.",
            "Without --apply nothing is changed: the plan is shown, and the schema_config that Loki needs to read the"
                    + " result."
        },
        footer = {
            "  lokistore -s /var/loki/chunks convert --to tsdb",
            "  lokistore -s s3://loki-chunks --loki-config loki.yaml convert --to tsdb --apply --yes",
            "  lokistore -s s3://loki-chunks --loki-config new-loki.yaml convert --to tsdb --drop-old --apply"
        })
final class ConvertCommand extends StoreCommand {
    /** Kinds of index that can be made. */
    private enum Kind {
        TSDB
    }

    /** Its {@code --to} is the kind of index. */
    static void declareKind(CommandSpec spec) {
        OwnTo.declare(spec, true, "KIND", Kind.class, "The new kind of index: tsdb");
    }

    @Option(
            names = "--index-prefix",
            paramLabel = "PREFIX",
            description =
                    "What names of new tables begin with. Default: " + ConvertedSchema.PREFIX + " and the old one")
    private @Nullable String prefix;

    @Option(
            names = "--estimate",
            description =
                    "Do not read every chunk's header: estimate sizes and entry counts. Loki's volume and stats show"
                            + " the estimates then; what queries find is the same")
    private boolean estimate;

    @Option(
            names = "--missing",
            paramLabel = "keep|drop",
            description = "What becomes of rows whose chunks have no object. Default: keep")
    private TsdbConversion.Missing missing = TsdbConversion.Missing.KEEP;

    @Option(
            names = "--drop-old",
            description = "Remove boltdb tables whose rows are all in TSDB tables, once a Loki reads these")
    private boolean dropOld;

    @Option(
            names = "--no-new-period",
            description = "Print the schema_config without a period of v13 ahead, which Loki 3.0 and later want")
    private boolean noNewPeriod;

    @Mixin
    private ReaderVersion reader = new ReaderVersion();

    @Mixin
    private TableChoice choice = new TableChoice();

    @Option(names = "--no-trash", description = "Delete at once what is removed; there is no way back then")
    private boolean noTrash;

    @Mixin
    private PlanOptions planOptions = new PlanOptions();

    @Mixin
    private ApplyOptions applyOptions = new ApplyOptions();

    @Override
    void execute(Run run) throws IOException {
        checkOptions(run);
        ChangeRun change = new ChangeRun(run, applyOptions);
        LokiStore loki = change.store().loki();
        loki.requireChunkContent();
        ConvertedSchema schema = new ConvertedSchema(loki.schema(), prefix);
        change.requireQuiet(dropOld);
        TsdbConversion.Result result;
        run.activity("listing chunks");
        try (ChunkInventory chunks = loki.inventory(Set.of(), run.problems())) {
            run.activity("reading index");
            result = new TsdbConversion(request(run, loki), schema, loki, chunks, change.times())
                    .plan(choice.of(run, loki));
        }
        PlanHeader header = change.header(
                "convert",
                arguments(run),
                !noTrash,
                noNewPeriod || reader.before(2, 9) ? schema.periods() : schema.periodsWithNewest(ahead(run, loki)),
                notes(result));
        tell(run, loki, result);
        try (PlanWriter writer = new PlanWriter(header, change.temporary())) {
            for (PlanTask task : result.tasks()) {
                writer.add(task);
            }
            change.planned(writer.finish(), planOptions);
        }
    }

    private void checkOptions(Run run) {
        if (!run.namedTenants().isEmpty()) {
            throw new UsageException("convert takes whole tables, with all their tenants: leave --tenant out");
        }
        if (prefix != null) {
            try {
                ConvertedSchema.requirePrefix(prefix);
            } catch (IllegalArgumentException e) {
                throw new UsageException("--index-prefix: " + e.getMessage());
            }
        }
        if (reader.before(2, 7)) {
            throw new UsageException("--loki-version: Loki reads TSDB tables from 2.7 on");
        }
    }

    private TsdbConversion.Request request(Run run, LokiStore loki) throws IOException {
        return new TsdbConversion.Request(
                run.now(),
                missing,
                estimate,
                dropOld,
                loki.configuredSchema().isPresent(),
                choice.maxTables(),
                applyOptions.lokiStopped(),
                applyOptions.force(),
                reader.before(2, 9),
                reader.unit());
    }

    private Map<String, String> arguments(Run run) {
        Map<String, String> arguments = new TreeMap<>(choice.arguments(run));
        arguments.put("to", "tsdb");
        if (dropOld) {
            arguments.put("drop-old", "true");
        }
        return arguments;
    }

    /** Behind all data and the present day. */
    private static LocalDate ahead(Run run, LokiStore loki) throws IOException {
        LocalDate last = run.now().atZone(ZoneOffset.UTC).toLocalDate();
        for (Table table : loki.tables()) {
            LocalDate day = LocalDate.ofEpochDay(table.lastDay());
            last = day.isAfter(last) ? day : last;
        }
        return last.plusDays(1);
    }

    private List<String> notes(TsdbConversion.Result result) {
        List<String> notes = new ArrayList<>();
        if (result.chunks() > 0 && estimate) {
            notes.add("sizes and entry counts are estimated, by " + TableConversion.SAMPLE
                    + " chunks of each table: Loki's volume and stats, and how it splits queries, go by the estimates;"
                    + " what queries find does not");
        }
        if (result.missingRows() > 0) {
            notes.add(Quantity.count(result.missingRows()) + " rows name chunks that have no object; they are "
                    + (missing == TsdbConversion.Missing.KEEP ? "kept" : "left behind") + " (--missing)");
        }
        return notes;
    }

    private void tell(Run run, LokiStore loki, TsdbConversion.Result result) throws IOException {
        List<Objection> objections = result.objections();
        if (!objections.isEmpty() && (choice.named() || result.tasks().isEmpty())) {
            throw new RefusedException(
                    String.join("\n", objections.stream().map(Objection::text).toList()));
        }
        objections.forEach(objection -> run.note("left out: " + objection.text()));
        if (result.left() > 0) {
            run.note(result.left() + " more tables: --max-tables leaves them to another run");
        }
        if (!result.complete().isEmpty()) {
            run.note(result.complete().size() + " tables are converted already"
                    + (dropOld ? "" : "; --drop-old removes them"));
        }
        result.waiting()
                .forEach(table -> run.note(
                        table + " stays until its new tables are there: run this once more when the plan is done"));
        for (ChunkRef chunk : result.missing()) {
            run.note("no object: " + SafeText.escape(loki.logicalKey(chunk)));
        }
        if (result.missingRows() > result.missing().size()) {
            run.note("… and "
                    + Quantity.count(result.missingRows() - result.missing().size())
                    + " more chunks without objects; the plan names all");
        }
        List<String> unconverted = unconverted(loki, result);
        if (!unconverted.isEmpty() && !result.tasks().isEmpty()) {
            run.warn(
                    "Loki will not find the logs of tables that are not converted, if it gets the schema_config below: "
                            + String.join(", ", unconverted));
        }
    }

    private static List<String> unconverted(LokiStore loki, TsdbConversion.Result result) throws IOException {
        List<String> unconverted = new ArrayList<>();
        for (Table table : loki.tables()) {
            if (table.kind() != TableKind.TSDB
                    && !result.planned().contains(table.name())
                    && !result.complete().contains(table.name())) {
                unconverted.add(table.name());
            }
        }
        return unconverted;
    }
}
