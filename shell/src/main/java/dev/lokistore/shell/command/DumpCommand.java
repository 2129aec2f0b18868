package dev.lokistore.shell.command;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.compactor.dump.DumpOrigin;
import dev.lokistore.compactor.dump.DumpReport;
import dev.lokistore.compactor.dump.DumpTarget;
import dev.lokistore.compactor.dump.FolderTarget;
import dev.lokistore.compactor.dump.Pseudonyms;
import dev.lokistore.compactor.dump.Redaction;
import dev.lokistore.compactor.dump.StoreDump;
import dev.lokistore.compactor.dump.TarTarget;
import dev.lokistore.shell.NewFile;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.Version;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.RecordView;
import dev.lokistore.shell.render.Times;
import java.io.IOException;
import java.io.Serial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dump} and what is below it. */
@Command(
        name = "dump",
        subcommands = DumpVerifyCommand.class,
        description = {
            "Writes chunks as evidence: each object's bytes as they are, its header and block table, and every entry with the"
                    + " place where it stands - object, ETag, block, offset and length - and what its checksum says. A"
                    + " manifest and SHA256SUMS prove later that nothing was changed: see 'dump verify'.",
            "What is damaged is dumped too: entries that nothing vouches for and what is lost are in files of their own.",
            "Keys are those that 'chunks' prints, or files on this machine. A folder that holds a dump gets another part;"
                    + " what is in it stays as it is. The same command on the same store writes the same bytes."
        },
        footer = {
            "  lokistore -s testdata/minio-boltdb-v12.tar.gz dump '{app=\"kubelet\"}' --to evidence",
            "  lokistore dump ./1a1f2a33b3d:1a1f34821f4:d980a379 --redact --to report.tar",
            "  lokistore dump verify evidence"
        })
final class DumpCommand extends StoreCommand {
    private static final String TO = "--to";
    private static final String TAR = ".tar";
    private static final int SECRET_BYTES = 32;

    /** Nothing was found that could be dumped: no dump comes into being. */
    private static final class NothingToDump extends IOException {
        @Serial
        private static final long serialVersionUID = 1L;
    }

    private record Written(String dump, DumpReport report) {}

    private static final RecordView<Written> VIEW = RecordView.<Written>builder()
            .text("dump", Written::dump)
            .text("part", written -> written.report().part())
            .count("objects", written -> written.report().totals().objects())
            .count("sound", written -> written.report().totals().sound())
            .count("damaged", written -> written.report().totals().damaged())
            .count("noChunk", written -> written.report().totals().others())
            .count("missing", written -> written.report().totals().missing())
            .count("entries", written -> written.report().totals().entries())
            .count("doubtfulEntries", written -> written.report().totals().doubtfulEntries())
            .count("gaps", written -> written.report().totals().gaps())
            .count("findings", written -> written.report().totals().findings())
            .bytes("storedBytes", written -> written.report().totals().storedBytes())
            .field(
                    "seal",
                    FieldKind.TEXT,
                    Shown.ALWAYS,
                    written -> written.report().seal())
            .build();

    /** Gives the command its own {@code --to}. */
    static void declareTarget(CommandSpec spec) {
        // 'dump verify' has none
        OwnTo.declare(
                spec,
                false,
                "DIR|FILE.tar",
                String.class,
                "A folder: a new one, an empty one, or a dump that gets another part; or a new archive");
    }

    @Parameters(
            arity = "0..*",
            paramLabel = "KEY|SELECTOR",
            description = "Chunks by their keys, or files; or one selector: {app=\"web\", env=~\"p.*\"}")
    private List<String> subjects = List.of();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--redact",
            description = {
                "Hide values: of labels, lines and structured metadata, tenants and keys become letters of the same length,"
                        + " the same ones for the same value of this dump. The objects' bytes are left out. For bug reports"
            })
    private boolean redact;

    @Option(
            names = "--no-index",
            description = "Find chunks by listing the objects; labels come from the chunks themselves")
    private boolean noIndex;

    @Option(names = "--force", description = "Replace FILE.tar if it is there")
    private boolean force;

    @Override
    void execute(Run run) throws IOException {
        String target = spec == null ? null : spec.findOption(TO).getValue();
        if (target == null) {
            throw new UsageException("dump where to? '--to DIR' or '--to FILE.tar'");
        }
        DumpSubjects chosen = DumpSubjects.of(run, subjects, noIndex);
        Path path = run.session().workingDirectory().resolve(target);
        try (TemporaryFolder temporary = TemporaryFolder.create()) {
            DumpReport report = target.endsWith(TAR)
                    ? intoArchive(run, chosen, path, temporary.path())
                    : intoFolder(run, chosen, path, temporary.path());
            run.renderOne(VIEW, new Written(target, report));
        } catch (NothingToDump e) {
            run.nothingFound("no chunk matches: nothing was dumped");
        }
    }

    private DumpReport intoFolder(Run run, DumpSubjects chosen, Path path, Path temporary) throws IOException {
        if (force) {
            throw new UsageException("--force is for FILE.tar: what is in a folder is never replaced");
        }
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            throw new UsageException("there is no folder " + parent + " for " + path.getFileName());
        }
        try (DumpTarget folder = FolderTarget.open(path)) {
            return write(run, chosen, folder, temporary);
        }
    }

    private DumpReport intoArchive(Run run, DumpSubjects chosen, Path path, Path temporary) throws IOException {
        List<DumpReport> reports = new ArrayList<>();
        NewFile.at(path, force).write(out -> reports.add(write(run, chosen, new TarTarget(out, temporary), temporary)));
        return reports.get(0);
    }

    private DumpReport write(Run run, DumpSubjects chosen, DumpTarget into, Path temporary) throws IOException {
        try (StoreDump dump = new StoreDump(into, origin(run, chosen), redaction(), temporary, run.problems())) {
            if (!chosen.addTo(dump)) {
                throw new NothingToDump();
            }
            run.activity("done");
            return dump.finish();
        }
    }

    private Redaction redaction() {
        if (!redact) {
            return Redaction.NONE;
        }
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return new Pseudonyms(secret);
    }

    private DumpOrigin origin(Run run, DumpSubjects chosen) throws IOException {
        List<String> command = new ArrayList<>(List.of("dump"));
        command.addAll(subjects);
        if (redact) {
            command.add("--redact");
        }
        if (noIndex) {
            command.add("--no-index");
        }
        boolean store = chosen.readsStore() && run.hasStore();
        TimeRange range = run.range();
        return new DumpOrigin(
                Version.text(),
                command,
                store ? storeName(run) : null,
                store ? run.loki().layout().root() : null,
                run.namedTenants().stream().map(TenantId::value).sorted().toList(),
                range.fromNanos() == Long.MIN_VALUE ? null : Times.nanos(range.fromNanos()),
                range.toNanos() == Long.MAX_VALUE ? null : Times.nanos(range.toNanos()));
    }

    /** As typed where that is the path: the folder that a path starts from is no property of the store. */
    private static String storeName(Run run) throws IOException {
        String uri = run.store().uri();
        return run.global().store().filter(uri::endsWith).orElse(uri);
    }
}
