package dev.lokistore.shell.command;

import dev.lokistore.compactor.export.BegunExport;
import dev.lokistore.compactor.export.Compression;
import dev.lokistore.compactor.export.ExportFormat;
import dev.lokistore.compactor.export.ExportReport;
import dev.lokistore.compactor.export.ExportRequest;
import dev.lokistore.compactor.export.LabelColumns;
import dev.lokistore.compactor.export.Partition;
import dev.lokistore.compactor.export.StoreExport;
import dev.lokistore.index.logql.Selector;
import dev.lokistore.index.query.EntryQuery;
import dev.lokistore.index.query.QueryOptions;
import dev.lokistore.shell.NotFoundException;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.render.Quantity;
import dev.lokistore.shell.render.RecordView;
import dev.lokistore.shell.terminal.SafeText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code export}. */
@Command(
        name = "export",
        description = {
            "Writes the entries that match to files that other tools read as they are, one for each tenant and day, ordered by"
                    + " time. Entries that replicas hold twice come once.",
            "A file gets its name when it is whole; DIR/_lokistore/manifest.ndjson says which are complete. An export that was"
                    + " cut off goes on when it is started again, and gives the same files; what the store has got since"
                    + " is added.",
            "The selector is LogQL without parsers, as for cat."
        },
        footer = {
            "  lokistore -s testdata/fs-tsdb-v13-gzip export --to /tmp/acme",
            "  lokistore -s s3://loki-chunks export '{app=\"web\"} |= \"error\"' --from now-7d --to /backup/errors --compress zstd",
            "  lokistore -s /mnt/disk/chunks export --salvage --to /cases/17/lines",
            "  lokistore -s /var/loki/chunks export --until 2026-03-01 --to /backup/logs --format csv --columns app,pod"
                    + " --partition day,tenant,app"
        })
final class ExportCommand extends StoreCommand {
    private static final String TO = "--to";
    private static final List<String> DEFAULT_PARTITION = List.of("tenant", "day");

    private static final RecordView<Done> VIEW = RecordView.<Done>builder()
            .text("message_type", done -> "summary")
            .text("outcome", done -> done.report().problems() == 0 ? "done" : "partial")
            .text("to", done -> done.folder().toString())
            .count("files", done -> done.report().files())
            .count("entries", done -> done.report().entries())
            .bytes("lineBytes", done -> done.report().lineBytes())
            .bytes("bytes", done -> done.report().bytes())
            .count("written", done -> done.report().written())
            .count("present", done -> done.report().present())
            .count("kept", done -> done.report().kept())
            .count("problems", done -> done.report().problems())
            .count("gaps", done -> done.report().gaps())
            .build();

    private record Done(Path folder, ExportReport report) {}

    @Parameters(arity = "0..1", paramLabel = "SELECTOR", description = "Which streams and lines. Default: all")
    private @Nullable String selector;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "jsonl (as cat -o jsonl), raw (bare lines), logfmt, csv, parquet. Default: jsonl")
    private @Nullable ExportFormat format;

    @Option(names = "--compress", paramLabel = "HOW", description = "none, gzip, zstd. Default: none; zstd for parquet")
    private @Nullable Compression compression;

    @Option(
            names = "--partition",
            paramLabel = "KEY",
            split = ",",
            description =
                    "Folders KEY=VALUE, in this order: tenant, day, hour, and labels; day or hour must be among them."
                            + " Default: tenant,day")
    private @Nullable List<String> partition;

    @Option(
            names = "--columns",
            paramLabel = "LABEL",
            split = ",",
            description = "Labels that get a column of their own, for csv and parquet")
    private @Nullable List<String> columns;

    @Option(names = "--no-index", description = "Straight from the chunk objects: for stores whose index is lost")
    private boolean noIndex;

    @Option(
            names = "--salvage",
            description =
                    "Of damaged chunks and index files, also what can still be found; the manifest names the gaps")
    private boolean salvage;

    @Option(
            names = "--resume",
            description = "Go on with the export that is in DIR, whatever it was asked for; takes nothing but --to")
    private boolean resume;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Files that are written at the same time, each with its share of memory. Default: one a processor")
    private @Nullable Integer threads;

    @Mixin
    private TemporaryOption temporary = new TemporaryOption();

    /** Its {@code --to} is the folder. */
    static void declareFolder(CommandSpec spec) {
        OwnTo.declare(spec, true, "DIR", Path.class, "Where to: an empty or a new folder, or one with the same export");
    }

    @Override
    void execute(Run run) throws IOException {
        Path target = target(run);
        ExportRequest request = resume ? begun(run, target) : request(run);
        ExportActivity activity = new ExportActivity(run::activity, System.nanoTime());
        StoreExport export = new StoreExport(run.loki(), request, run.problems(), run::harmless, activity::show);
        if (!Files.exists(target)) {
            Files.createDirectory(target);
        }
        ExportReport report = export.run(target);
        run.stopProgress();
        if (report.kept() > 0) {
            run.note("note: of " + Quantity.count(report.kept())
                    + " parts the store has fewer entries than were exported before: what was exported stays");
        }
        if (report.gaps() > 0) {
            run.note("note: the manifest names " + counted(report.gaps(), "gap", "gaps")
                    + " of damaged chunks, each with key," + " block, bytes, time and reason");
        }
        if (report.entries() == 0) {
            run.nothingFound("no entry matches");
        }
        print(run, new Done(target, report));
    }

    private Path target(Run run) throws IOException {
        Path named = Objects.requireNonNull(spec).findOption(TO).getValue();
        Path resolved = run.session().workingDirectory().resolve(named).normalize();
        if (Files.isDirectory(resolved)) {
            return resolved;
        }
        if (Files.exists(resolved)) {
            throw new UsageException(resolved + " is no folder (--to)");
        }
        if (isTime(named.toString())) {
            throw new UsageException("--to is a folder here; the end of a time range is --until " + named);
        }
        Path parent = resolved.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new UsageException(
                    "there is no folder " + parent + " to make " + resolved.getFileName() + " in (--to)");
        }
        return resolved;
    }

    private static boolean isTime(String text) {
        try {
            TimeExpression.parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private ExportRequest begun(Run run, Path target) throws IOException {
        boolean asked =
                selector != null || format != null || compression != null || partition != null || columns != null;
        if (asked || noIndex || salvage || run.global().namesTenantsOrTimes()) {
            throw new UsageException("--resume takes what is exported, and how, from the export that is in --to");
        }
        BegunExport begun = StoreExport.begun(target)
                .orElseThrow(() -> new NotFoundException("there is no export in " + target + " to go on with"));
        EntryQuery query = EntryQuery.of(parse(begun.selector()))
                .withTenants(begun.tenants())
                .withRange(begun.range())
                .withSource(begun.noIndex() ? EntryQuery.Source.OBJECTS : EntryQuery.Source.INDEX)
                .withDamage(begun.salvage() ? EntryQuery.Damage.SALVAGE : EntryQuery.Damage.LEAVE_OUT);
        return request(
                run, query, begun.selector(), begun.format(), begun.compression(), begun.partition(), begun.columns());
    }

    private ExportRequest request(Run run) throws IOException {
        String typed = selector == null ? run.session().context().selector() : selector;
        String text = typed == null ? "" : typed;
        EntryQuery query = EntryQuery.of(parse(text))
                .withTenants(run.tenants())
                .withRange(run.range())
                .withSource(noIndex ? EntryQuery.Source.OBJECTS : EntryQuery.Source.INDEX)
                .withDamage(salvage ? EntryQuery.Damage.SALVAGE : EntryQuery.Damage.LEAVE_OUT);
        return request(
                run,
                query,
                text,
                format == null ? ExportFormat.JSONL : format,
                compression == null ? usual(format) : compression,
                partition == null ? DEFAULT_PARTITION : partition,
                columns == null ? List.of() : columns);
    }

    private static Compression usual(@Nullable ExportFormat format) {
        return format == ExportFormat.PARQUET ? Compression.ZSTD : Compression.NONE;
    }

    private static Selector parse(String text) {
        return text.isEmpty() ? Selector.ALL : Selector.parse(text);
    }

    private ExportRequest request(
            Run run,
            EntryQuery query,
            String text,
            ExportFormat as,
            Compression compress,
            List<String> keys,
            List<String> labels)
            throws IOException {
        int count = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        QueryOptions options = QueryOptions.defaults(temporary.folder(run)).withPrefetch(run.concurrency());
        try {
            return new ExportRequest(
                    run.store().uri(),
                    query,
                    text,
                    as,
                    compress,
                    Partition.of(keys),
                    new LabelColumns(labels),
                    options,
                    count);
        } catch (IllegalArgumentException e) {
            throw new UsageException("export: " + e.getMessage());
        }
    }

    private void print(Run run, Done done) throws IOException {
        if (!run.human()) {
            run.renderOne(VIEW, done);
            return;
        }
        ExportReport report = done.report();
        PrintWriter out = run.out();
        out.println("Exported to " + SafeText.escape(done.folder().toString()) + ": "
                + counted(report.entries(), "entry", "entries") + " in " + counted(report.files(), "file", "files")
                + ", "
                + Quantity.bytes(report.bytes()) + ".");
        if (report.present() > 0) {
            out.println("Written now: " + counted(report.written(), "file", "files") + "; "
                    + Quantity.count(report.present()) + (report.present() == 1 ? " was" : " were")
                    + " there already.");
        }
        out.flush();
    }

    private static String counted(long count, String one, String many) {
        return Quantity.count(count) + " " + (count == 1 ? one : many);
    }
}
