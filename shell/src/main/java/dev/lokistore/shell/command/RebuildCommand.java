package dev.lokistore.shell.command;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.compactor.guard.Objection;
import dev.lokistore.compactor.plan.PlanHeader;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.rebuild.ChunkRebuild;
import dev.lokistore.compactor.rebuild.RulingSchema;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.config.ConfigFile;
import dev.lokistore.index.config.YamlNode;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.TableKind;
import dev.lokistore.shell.RefusedException;
import dev.lokistore.shell.UsageException;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rebuild}. */
@Command(
        name = "rebuild",
        description = {
            "Makes index tables from nothing but chunk objects: for chunks that no table names, or with --replace for all; with"
                    + " --salvage also from what can be read of damaged index files. Each"
                    + " chunk's header and block table are read, 16 KiB of a chunk at most, and a little more where it has"
                    + " many different values of structured metadata. Chunks are not touched.",
            "Chunks do not tell the kind of index, its schema and the names of its tables. These come from --loki-config, from"
                    + " the tables before and after a day, or from --kind, --schema and --index-prefix.",
            "Without --apply nothing is changed: the plan is shown."
        },
        footer = {
            "  lokistore -s s3://loki-chunks --loki-config loki.yaml rebuild",
            "  lokistore -s /var/loki/chunks rebuild --kind tsdb --schema v13 --index-prefix index_ --apply",
            "  lokistore -s s3://loki-chunks --loki-config loki.yaml rebuild --table loki_index_20776 --replace --apply",
            "  lokistore -s s3://loki-chunks --loki-config loki.yaml rebuild --salvage --apply"
        })
final class RebuildCommand extends StoreCommand {
    private static final int SHOWN = 5;

    @Option(
            names = "--replace",
            description =
                    "Make tables of all their chunks, in the place of the files that are left of them, which are not"
                            + " read. Default: add what they lack")
    private boolean replace;

    @Option(
            names = "--salvage",
            description =
                    "Make tables with damaged files of the rows that can still be read in these, and of chunks for the"
                            + " rest. A row is used if its chunk is there and the chunk's fingerprint is the hash of the"
                            + " row's labels; the others are dropped and counted. Few chunks are read, if any")
    private boolean salvage;

    @Mixin
    private GivenSchema given = new GivenSchema();

    @Mixin
    private TableChoice choice = new TableChoice();

    @Mixin
    private ReaderVersion reader = new ReaderVersion();

    @Option(names = "--no-trash", description = "Delete at once what is replaced; there is no way back then")
    private boolean noTrash;

    @Mixin
    private PlanOptions planOptions = new PlanOptions();

    @Mixin
    private ApplyOptions applyOptions = new ApplyOptions();

    @Override
    void execute(Run run) throws IOException {
        if (replace && salvage) {
            throw new UsageException(
                    "--replace does not read what is left of tables, and --salvage does: give one of both");
        }
        Optional<RulingSchema.Given> asked = given.given();
        ChangeRun change = new ChangeRun(run, applyOptions);
        LokiStore loki = change.store().loki();
        loki.requireChunkContent();
        Optional<StoreSchema> configured = loki.configuredSchema();
        if (configured.isPresent() && asked.isPresent()) {
            throw new UsageException(
                    "--loki-config says what --kind, --schema and --index-prefix say: give one of both");
        }
        change.requireQuiet(replace || salvage);
        RulingSchema schema = ruling(loki);
        run.activity("listing chunks");
        try (ChunkInventory chunks = loki.inventory(run.tenants(), run.problems())) {
            if (asked.isPresent()) {
                LocalDate today = run.now().atZone(ZoneOffset.UTC).toLocalDate();
                String objectStore = loki.layout().filesystemNames() ? "filesystem" : "s3";
                schema = schema.with(asked.get(), ChunkRebuild.firstDay(chunks, today), objectStore);
            }
            run.activity("reading index");
            plan(run, change, schema, chunks);
        }
    }

    /** What is known without asking. */
    static RulingSchema ruling(LokiStore loki) throws IOException {
        Optional<StoreSchema> configured = loki.configuredSchema();
        return configured.isPresent()
                ? RulingSchema.configured(configured.get())
                : RulingSchema.detected(loki.detectedSchema(), loki.tables());
    }

    private void plan(Run run, ChangeRun change, RulingSchema schema, ChunkInventory chunks) throws IOException {
        LokiStore loki = change.store().loki();
        ChunkRebuild.Result result = result(run, change, schema, chunks);
        tell(run, loki, result);
        if (!result.salvages().isEmpty()) {
            change.details(SalvageLines.VIEW, SalvageLines.of(result.salvages()));
        }
        PlanHeader header = change.header(
                "rebuild", arguments(run), !noTrash, schema.schema().periods(), List.of());
        try (PlanWriter writer = new PlanWriter(header, change.temporary())) {
            for (PlanTask task : result.tasks()) {
                writer.add(task);
            }
            SalvageLines.notes(result.salvages()).forEach(writer::note);
            change.planned(writer.finish(), planOptions);
        }
    }

    private ChunkRebuild.Result result(Run run, ChangeRun change, RulingSchema schema, ChunkInventory chunks)
            throws IOException {
        LokiStore loki = change.store().loki();
        ChunkRebuild.Request request = new ChunkRebuild.Request(
                run.now(),
                run.tenants(),
                remnants(),
                perTenant(run, loki),
                choice.maxTables(),
                applyOptions.lokiStopped(),
                applyOptions.force(),
                reader.before(2, 9),
                reader.unit());
        try {
            return new ChunkRebuild(request, schema, loki, chunks, change.times())
                    .plan(
                            folder -> choice.takes(run, folder.name(), days(folder.firstDay(), folder.lastDay())),
                            day -> !choice.named() && choice.takes(run, "", days(day, day)),
                            run.problems());
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private ChunkRebuild.Remnants remnants() {
        return replace
                ? ChunkRebuild.Remnants.IGNORED
                : salvage ? ChunkRebuild.Remnants.SALVAGED : ChunkRebuild.Remnants.UNITED;
    }

    private static TimeRange days(long first, long last) {
        return new TimeRange(TimeUnit.DAYS.toNanos(first), TimeUnit.DAYS.toNanos(last + 1));
    }

    /** As the configuration says, or else as boltdb tables are that are left. */
    static boolean perTenant(Run run, LokiStore loki) throws IOException {
        ConfigFile file = run.configuration();
        if (file != null) {
            for (YamlNode node : file.config().everywhere("build_per_tenant_index")) {
                if (node.flag().orElse(false)) {
                    return true;
                }
            }
        }
        return loki.tables().stream()
                .anyMatch(table -> table.kind() == TableKind.BOLTDB
                        && !table.tenantFolders().isEmpty());
    }

    private void tell(Run run, LokiStore loki, ChunkRebuild.Result result) throws IOException {
        if (!result.unknown().isEmpty()) {
            throw new UsageException("what index there was on " + days(result.unknown())
                    + " nothing tells, since no tables of one schema are left before and after: give --loki-config, or --kind,"
                    + " --schema and --index-prefix");
        }
        Set<String> known = new TreeSet<>(result.called());
        loki.tables().forEach(table -> known.add(table.name()));
        choice.requireKnown(known, ", and no chunk calls for it");
        List<Objection> objections = result.objections();
        if (!objections.isEmpty() && (choice.named() || result.tasks().isEmpty())) {
            throw new RefusedException(
                    String.join("\n", objections.stream().map(Objection::text).toList()));
        }
        objections.forEach(objection -> run.note("left out: " + objection.text()));
        if (!result.outside().isEmpty()) {
            run.note("left out: chunks of " + days(result.outside()) + ", before the first schema period: Loki does not"
                    + " read them");
        }
        if (result.left() > 0) {
            run.note(result.left() + " more tables: --max-tables leaves them to another run");
        }
        if (!result.complete().isEmpty()) {
            int complete = result.complete().size();
            run.note(
                    complete == 1
                            ? "1 table names all its chunks already"
                            : complete + " tables name all their chunks already");
        }
    }

    private static String days(List<LocalDate> days) {
        String first = days.stream().limit(SHOWN).map(LocalDate::toString).collect(Collectors.joining(", "));
        return days.size() <= SHOWN ? first : first + " and " + (days.size() - SHOWN) + " more days";
    }

    private Map<String, String> arguments(Run run) throws IOException {
        Map<String, String> arguments = new TreeMap<>(choice.arguments(run));
        ConfigFile file = run.configuration();
        if (file != null) {
            arguments.put("loki-config", file.source());
        }
        if (replace) {
            arguments.put("replace", "true");
        }
        if (salvage) {
            arguments.put("salvage", "true");
        }
        if (!run.tenants().isEmpty()) {
            arguments.put(
                    "tenant",
                    run.tenants().stream().map(TenantId::value).sorted().collect(Collectors.joining(",")));
        }
        return arguments;
    }
}
