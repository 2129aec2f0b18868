package dev.lokistore.shell.command;

import dev.lokistore.compactor.check.Finding;
import dev.lokistore.compactor.fsck.Checkpoint;
import dev.lokistore.compactor.fsck.CheckpointFile;
import dev.lokistore.compactor.fsck.Flaw;
import dev.lokistore.compactor.fsck.Fsck;
import dev.lokistore.compactor.fsck.FsckOrder;
import dev.lokistore.compactor.fsck.FsckReport;
import dev.lokistore.compactor.fsck.Repairs;
import dev.lokistore.compactor.fsck.Subset;
import dev.lokistore.compactor.fsck.Suppressions;
import dev.lokistore.index.Caching;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.render.OutputFormat;
import dev.lokistore.shell.render.Quantity;
import dev.lokistore.shell.render.RowWriter;
import dev.lokistore.shell.terminal.SafeText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fsck}. */
@Command(
        name = "fsck",
        description = {
            "Checks that a store is sound; without --apply it changes nothing. --level 1: what lies where, names, whether index files open."
                    + " --level 2: everything in index files, and references in tables against chunk objects, both ways."
                    + " --level 3: every chunk decoded, with all checksums, and compared with its key and the index.",
            "Each finding has an id, a severity, the key and the byte it was found at, and what to do. Exits with 3 if"
                    + " anything is wrong; notes alone are not wrong. -t, --from and --to check a part of the store."
        },
        footer = {
            "  lokistore -s testdata/fs-multi-period.tar.gz fsck --level 3",
            "  lokistore -s s3://loki-chunks fsck --level 3 --subset 3/7 -o jsonl",
            "  lokistore -s s3://loki-chunks fsck --level 3 --state /var/tmp/fsck.state --suppress known.txt",
            "  lokistore -s s3://loki-chunks --from now-7d fsck --only chunk-missing,chunk-orphan",
            "  lokistore -s minio://localhost:9000/chunks -t team-a fsck --level 3 --skip chunk-block-bounds",
            "  lokistore -s /var/loki/chunks fsck --level 3 --fix --plan fix.json"
        })
final class FsckCommand extends StoreCommand {
    private static final int DEFAULT_LEVEL = 2;
    private static final int MOST_PLANS = 4;

    @Option(
            names = "--level",
            paramLabel = "1|2|3",
            description = "How deep to look, see above. Default: ${DEFAULT-VALUE}")
    private int level = DEFAULT_LEVEL;

    @Option(
            names = "--subset",
            paramLabel = "n/t",
            description = "Decode only the n-th of t parts of the chunks; the parts 1/t to t/t are all of them. A chunk"
                    + " stays in its part as long as t is the same")
    private String subset = Subset.ALL.toString();

    @Option(names = "--only", paramLabel = "ID", split = ",", description = "Look for these findings only")
    private List<String> only = List.of();

    @Option(names = "--skip", paramLabel = "ID", split = ",", description = "Do not look for these")
    private List<String> skip = List.of();

    @Option(
            names = "--suppress",
            paramLabel = "FILE",
            description =
                    "Findings that are known: a line for each, 'ID SUBJECT [until DATE] [# reason]', * and ? in the"
                            + " subject. They are only counted")
    private @Nullable Path suppress;

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description =
                    "Keep in FILE how far chunks were decoded, and go on there if it exists; it goes when the check"
                            + " comes to its end")
    private @Nullable Path state;

    @Option(
            names = "--fix",
            description =
                    "Also plan what mends findings, see docs/fsck.md: rows without objects go, of broken chunks what is"
                            + " sound takes their place, broken objects go into the trash, tables with unsound files are"
                            + " made of their chunks, sound orphans get rows (--level 3)")
    private boolean fix;

    @Mixin
    private AcceptOption accept = new AcceptOption();

    @Mixin
    private PlanOptions planOptions = new PlanOptions();

    @Mixin
    private ApplyOptions applyOptions = new ApplyOptions();

    @Override
    void execute(Run run) throws IOException {
        FsckOrder order = order(run);
        requireSense(run);
        Suppressions known = suppressions(run);
        if (fix) {
            fix(run, order, known);
        } else {
            FsckReport report = check(run, store(run), order, known, Repairs.NONE);
            if (report.alarming()) {
                run.alarm();
            }
        }
        known.idle().forEach(line -> run.note("note: " + suppress + " " + SafeText.escape(line)));
    }

    /** What one plan makes possible, the next one mends; only a Loki that is stopped does not need time in between. */
    private void fix(Run run, FsckOrder order, Suppressions known) throws IOException {
        boolean goesOn = planOptions.apply()
                && applyOptions.lokiStopped()
                && planOptions.file().isEmpty();
        boolean decoded = level == 3 && order.subset().equals(Subset.ALL);
        boolean again = true;
        for (int plans = 1; again; plans++) {
            FsckFixRun mending = new FsckFixRun(run, applyOptions, accept);
            FsckReport report = check(run, mending.loki(), order, known, mending.fix());
            again = mending.plan(report, decoded, goesOn && plans < MOST_PLANS, arguments(), planOptions);
            if (again) {
                run.note("looking again, now that this is done");
            }
        }
    }

    private void requireSense(Run run) {
        if (!fix && (planOptions.apply() || planOptions.file().isPresent())) {
            throw new UsageException("--apply and --plan need --fix: a check alone has no plan");
        }
        if (fix && state != null) {
            throw new UsageException(
                    "--fix and --state do not go together: what an earlier run found is not looked at");
        }
        if (fix && !run.human() && run.global().output() != OutputFormat.JSONL) {
            throw new UsageException("--fix prints findings and then a plan: as -o table, wide or jsonl");
        }
    }

    private Map<String, String> arguments() {
        Map<String, String> arguments = new TreeMap<>();
        arguments.put("level", Integer.toString(level));
        arguments.put("subset", subset);
        if (!only.isEmpty()) {
            arguments.put("only", String.join(",", only));
        }
        if (!skip.isEmpty()) {
            arguments.put("skip", String.join(",", skip));
        }
        return arguments;
    }

    private FsckReport check(Run run, LokiStore store, FsckOrder order, Suppressions known, Repairs repairs)
            throws IOException {
        FsckPage page = new FsckPage(run);
        if (run.human()) {
            FindingSamples samples = new FindingSamples();
            FsckReport report = resumable(run, store, order, known, repairs, samples::add);
            page.print(report, samples);
            return report;
        }
        try (RowWriter<Finding> rows = run.rendering().rows(FindingsPage.VIEW)) {
            FsckReport report = resumable(run, store, order, known, repairs, finding -> write(rows, finding));
            page.notes(report);
            return report;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private FsckReport resumable(
            Run run, LokiStore store, FsckOrder order, Suppressions known, Repairs repairs, Consumer<Finding> sink)
            throws IOException {
        if (state == null) {
            return check(run, store, order, known, Checkpoint.NONE, repairs, sink);
        }
        try (CheckpointFile checkpoint = checkpoint(run, order, state)) {
            if (checkpoint.decoded() > 0) {
                run.note("going on behind the " + Quantity.count(checkpoint.decoded()) + " chunks that " + state
                        + " tells of");
            }
            FsckReport report = check(run, store, order, known, checkpoint, repairs, sink);
            if (run.problems().isEmpty()) {
                checkpoint.finish();
            }
            return report;
        }
    }

    private static CheckpointFile checkpoint(Run run, FsckOrder order, Path file) throws IOException {
        try {
            Path resolved = run.session().workingDirectory().resolve(file);
            return CheckpointFile.open(resolved, run.store().uri(), order);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--state: " + SafeText.escape(String.valueOf(e.getMessage())));
        }
    }

    private Suppressions suppressions(Run run) throws IOException {
        if (suppress == null) {
            return Suppressions.none();
        }
        Path file = run.session().workingDirectory().resolve(suppress);
        try {
            return Suppressions.parse(Files.readString(file), LocalDate.ofInstant(run.now(), ZoneOffset.UTC));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--suppress: " + suppress + " " + SafeText.escape(String.valueOf(e.getMessage())));
        } catch (NoSuchFileException e) {
            throw new UsageException("--suppress: there is no file " + file);
        } catch (CharacterCodingException e) {
            throw new UsageException("--suppress: " + file + " is no text in UTF-8");
        }
    }

    private static void write(RowWriter<Finding> rows, Finding finding) {
        try {
            rows.write(finding);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FsckReport check(
            Run run,
            LokiStore store,
            FsckOrder order,
            Suppressions known,
            Checkpoint checkpoint,
            Repairs repairs,
            Consumer<Finding> sink)
            throws IOException {
        return Fsck.run(store, order, known, checkpoint, new Fsck.Events() {
            @Override
            public void finding(Finding finding) {
                sink.accept(finding);
            }

            @Override
            public Problems problems() {
                return run.problems();
            }

            @Override
            public void activity(String text) {
                run.activity(text);
            }

            @Override
            public Repairs repairs() {
                return repairs;
            }
        });
    }

    /** What is cached of listings and of the index may hide what is wrong now. */
    private static LokiStore store(Run run) throws IOException {
        OpenedStore opened = run.store();
        return opened.inventory() == null ? opened.loki().reopen(Caching.OFF) : opened.loki();
    }

    private FsckOrder order(Run run) throws IOException {
        try {
            return new FsckOrder(
                    level,
                    Subset.parse(subset),
                    run.tenants(),
                    run.range(),
                    wanted(),
                    run.concurrency(),
                    run.now(),
                    applyOptions.temporary().folder(run));
        } catch (IllegalArgumentException e) {
            throw new UsageException(SafeText.escape(String.valueOf(e.getMessage())));
        }
    }

    private Set<Flaw> wanted() {
        Set<Flaw> wanted = only.isEmpty() ? EnumSet.allOf(Flaw.class) : flaws("--only", only);
        wanted.removeAll(flaws("--skip", skip));
        if (wanted.stream().noneMatch(flaw -> flaw.level() <= level)) {
            throw new UsageException("--only and --skip leave nothing to look for at level " + level);
        }
        return wanted;
    }

    private static Set<Flaw> flaws(String option, List<String> ids) {
        Set<Flaw> found = EnumSet.noneOf(Flaw.class);
        for (String id : ids) {
            found.add(Flaw.ofId(id.strip())
                    .orElseThrow(() -> new UsageException(option + ": there is no finding '" + id + "'; there are "
                            + Arrays.stream(Flaw.values()).map(Flaw::id).collect(Collectors.joining(", ")))));
        }
        return found;
    }
}
