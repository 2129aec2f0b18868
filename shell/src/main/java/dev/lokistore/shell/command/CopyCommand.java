package dev.lokistore.shell.command;

import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.compactor.copy.CopyReport;
import dev.lokistore.compactor.copy.CopyRequest;
import dev.lokistore.compactor.copy.StoreCopy;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.layout.BucketsStore;
import dev.lokistore.index.layout.NestedStore;
import dev.lokistore.index.layout.StoreLayout;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.StoreOptions;
import dev.lokistore.objectstore.StoreUri;
import dev.lokistore.shell.ExitCode;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.Quantity;
import dev.lokistore.shell.render.RecordView;
import dev.lokistore.shell.terminal.SafeText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code copy}. */
@Command(
        name = "copy",
        description = {
            "Copies a store, or tenants and times of it, to another place: directory, MinIO or S3, in the same layout or"
                    + " another. Chunks keep their logical keys and their bytes, which are checked against their checksums.",
            "Chunks come first, index files last. Nothing is overwritten, and nothing is written to the source. A copy that"
                    + " was cut off goes on when it is started again.",
            "With -t, --from or --to the index files are made anew with the rows of that part, and of all other objects only"
                    + " the tenants' rules are copied."
        },
        footer = {
            "  lokistore copy minio://localhost:9000/chunks /backup/loki",
            "  lokistore copy /var/loki/chunks s3://loki-chunks --layout plain",
            "  lokistore -s s3://loki-chunks copy minio://new:9000/a,minio://new:9000/b -t team-a --from now-30d"
        })
final class CopyCommand extends StoreCommand {
    /** How chunks are named in the copy. */
    enum Layout {
        /** As in the source. */
        SAME,
        /** Logical keys, as on S3 and MinIO. */
        PLAIN,
        /** As Loki's filesystem store names them. */
        FILESYSTEM
    }

    private static final RecordView<CopyReport> VIEW = RecordView.<CopyReport>builder()
            .text("message_type", report -> "summary")
            .text("outcome", report -> report.failed().isEmpty() ? "done" : "partial")
            .count("copied", CopyReport::copied)
            .bytes("bytesCopied", CopyReport::bytesCopied)
            .count("present", CopyReport::present)
            .count("chunks", CopyReport::chunks)
            .count("indexFiles", CopyReport::indexFiles)
            .count("others", CopyReport::others)
            .field("failed", FieldKind.RECORDS, Shown.DATA, CopyCommand::failures)
            .build();

    @Parameters(
            arity = "1..2",
            paramLabel = "SRC DST",
            description =
                    "Where from and where to: URIs or profiles. With -s only DST. Several buckets of one store are"
                            + " separated by commas, in the order of Loki's bucketnames")
    private List<String> places = List.of();

    @Option(
            names = "--layout",
            paramLabel = "LAYOUT",
            defaultValue = "same",
            description = "How chunks are named there: same, plain (S3 and MinIO), filesystem. Default: same")
    private Layout layout = Layout.SAME;

    @Option(
            names = "--chunk-delimiter",
            paramLabel = "CHAR",
            description =
                    "What stands for ':' in chunks' keys there. Default: as in the source, ':' with --layout plain")
    private @Nullable String delimiter;

    @Option(
            names = "--object-prefix",
            paramLabel = "PREFIX",
            defaultValue = "",
            description = "Loki's object_prefix there, which the choice among several buckets depends on")
    private String objectPrefix = "";

    @Option(names = "--recheck", description = "Read and compare what is there already")
    private boolean recheck;

    @Option(names = "--dry-run", description = "Only count")
    private boolean dryRun;

    @Mixin
    private TemporaryOption temporary = new TemporaryOption();

    private static List<Map<String, String>> failures(CopyReport report) {
        List<Map<String, String>> failures = new ArrayList<>();
        for (CopyReport.Failure failure : report.failed()) {
            Map<String, String> record = new LinkedHashMap<>();
            record.put("key", failure.key());
            record.put("error", failure.error());
            failures.add(record);
        }
        return failures;
    }

    @Override
    void execute(Run run) throws IOException {
        if (places.size() == 2) {
            run.global().useStore(places.get(0));
        }
        if (!run.hasStore()) {
            throw new UsageException("copy from where? 'copy SRC DST', or '-s SRC copy DST'");
        }
        LokiStore source = run.loki();
        StoreLayout from = source.layout();
        CopyRequest request = new CopyRequest(
                run.tenants(),
                run.range(),
                layout == Layout.SAME ? from.filesystemNames() : layout == Layout.FILESYSTEM,
                delimiter(from),
                recheck,
                dryRun,
                run.global().concurrency().orElse(StoreOptions.DEFAULT_CONCURRENCY),
                temporary.folder(run));
        ObjectStore target = target(run, request.delimiter());
        StoreCopy copy = new StoreCopy(
                source,
                target,
                request,
                so -> run.activity(Quantity.count(so.copied()) + " copied, " + Quantity.bytes(so.bytesCopied())));
        CopyReport report = copy.run();
        print(run, report);
        run.end(report.failed().isEmpty() ? ExitCode.DONE : ExitCode.PARTIAL);
    }

    private char delimiter(StoreLayout from) {
        if (delimiter == null) {
            return layout == Layout.PLAIN ? ChunkKeyScheme.DELIMITER : from.delimiter();
        }
        if (delimiter.length() != 1 || delimiter.equals("/")) {
            throw new UsageException("--chunk-delimiter is one character, and not '/'");
        }
        return delimiter.charAt(0);
    }

    private ObjectStore target(Run run, char targetDelimiter) throws IOException {
        String prefix = objectPrefix.isEmpty() || objectPrefix.endsWith("/") ? objectPrefix : objectPrefix + "/";
        List<ObjectStore> buckets = new ArrayList<>();
        for (String place : places.get(places.size() - 1).split(",", -1)) {
            makeFolder(run, place);
            buckets.add(NestedStore.of(run.writableStore(place), prefix));
        }
        return buckets.size() == 1 ? buckets.get(0) : new BucketsStore(buckets, prefix, targetDelimiter);
    }

    /** A new folder may be made; above it nothing. */
    private void makeFolder(Run run, String place) throws IOException {
        StoreUri uri;
        try {
            uri = StoreUri.parse(place);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
        boolean path = place.contains("/") || place.contains(".");
        if (uri instanceof StoreUri.Local local && path && !dryRun) {
            Path folder = run.session().workingDirectory().resolve(local.path());
            Path parent = folder.toAbsolutePath().getParent();
            if (!Files.exists(folder) && parent != null && Files.isDirectory(parent)) {
                Files.createDirectory(folder);
            }
        }
    }

    private void print(Run run, CopyReport report) throws IOException {
        if (!run.human()) {
            run.renderOne(VIEW, report);
            return;
        }
        PrintWriter out = run.out();
        out.println((dryRun ? "Would copy " : "Copied ") + Quantity.count(report.copied()) + " objects, "
                + Quantity.bytes(report.bytesCopied()) + "; " + Quantity.count(report.present())
                + " were there already.");
        out.println("The copy has " + Quantity.count(report.chunks()) + " chunks, "
                + Quantity.count(report.indexFiles()) + " index files and " + Quantity.count(report.others())
                + " other objects.");
        if (!report.failed().isEmpty()) {
            out.println(run.style().alarm(report.failed().size() + " could not be copied:"));
            report.failed()
                    .forEach(failure -> out.println(
                            "  " + SafeText.escape(failure.key()) + ": " + SafeText.escape(failure.error())));
        }
        out.flush();
    }
}
