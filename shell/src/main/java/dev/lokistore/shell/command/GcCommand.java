package dev.lokistore.shell.command;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.compactor.engine.PlanRemains;
import dev.lokistore.compactor.guard.Accept;
import dev.lokistore.compactor.guard.Objection;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.removal.DanglingRemoval;
import dev.lokistore.compactor.removal.Leftover;
import dev.lokistore.compactor.removal.OrphanSearch;
import dev.lokistore.compactor.removal.RemovalResult;
import dev.lokistore.compactor.removal.TakenShare;
import dev.lokistore.compactor.retention.Volume;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.shell.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gc}. */
@Command(
        name = "gc",
        description = {
            "Removes what nothing needs any more: chunks that no table names, with --dangling rows whose chunks are gone,"
                    + " the trash of plans after its grace period, journals of plans that have long been finished.",
            "A chunk goes only if every table of its days can be read, it is older than --min-age, no marker of Loki and no"
                    + " unfinished plan is about it, and it can be decoded.",
            "Without --apply nothing is changed: what would go, and what stays and why, is shown."
        },
        footer = {
            "  lokistore -s s3://loki-chunks gc",
            "  lokistore -s /var/loki/chunks gc --dangling --apply --yes",
            "  lokistore -s minio://localhost:9000/chunks gc --trash-only --grace 14d --apply --yes"
        })
final class GcCommand extends StoreCommand {
    private static final Duration MIN_AGE = Duration.ofHours(72);
    private static final Duration MIN_GRACE = Duration.ofHours(48);

    @Option(names = "--dangling", description = "Also remove rows whose chunks have no object")
    private boolean dangling;

    @Option(
            names = "--min-age",
            paramLabel = "TIME",
            defaultValue = "72h",
            description =
                    "Chunks that were written since then stay, and rows of chunks that end since then: they may be"
                            + " on their way into the index. Default: 72h")
    private String minAge = "72h";

    @Option(
            names = "--grace",
            paramLabel = "TIME",
            defaultValue = "48h",
            description = "How long trash stays, from the last thing that came into it. Default: 48h")
    private String grace = "48h";

    @Option(
            names = "--keep-plans",
            paramLabel = "TIME",
            defaultValue = "4w",
            description = "How long the journals of finished plans stay. Default: 4w")
    private String keepPlans = "4w";

    @Option(names = "--trash-only", description = "Only empty the trash and remove journals; the index is not read")
    private boolean trashOnly;

    @Option(
            names = "--markers",
            paramLabel = "DIR",
            description = "A copy of the compactor's folder of markers (retention/…/markers): what they name is left to"
                    + " Loki. Markers in the store are found by --loki-config")
    private @Nullable Path markers;

    @Option(names = "--no-trash", description = "Delete at once what is removed; there is no way back then")
    private boolean noTrash;

    @Mixin
    private AcceptOption accept = new AcceptOption();

    @Mixin
    private PlanOptions planOptions = new PlanOptions();

    @Mixin
    private ApplyOptions applyOptions = new ApplyOptions();

    @Override
    void execute(Run run) throws IOException {
        if (!run.range().equals(TimeRange.ALL)) {
            throw new UsageException("gc looks at all there is: --min-age says what is too young");
        }
        Duration age = ApplyOptions.duration("--min-age", minAge);
        Duration stays = ApplyOptions.duration("--grace", grace);
        RemovalRun removal = new RemovalRun(run, applyOptions, accept);
        requireAges(removal, age, stays);
        List<ChangeLine> lines = new ArrayList<>();
        List<Objection> objections = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        try (PlanWriter plan = removal.writer("gc", arguments(run), !noTrash)) {
            if (!trashOnly) {
                removal.requireQuiet();
                removal.againstOrphans().ifPresent(objections::add);
                chunks(run, removal, age, plan, lines, objections, notes);
            }
            if (plan.taskCount() > 0) {
                remains(run, removal, stays, plan, lines);
                end(removal, plan, lines, objections, notes);
                return;
            }
        }
        // what is our own goes for good: such a plan has nothing to do with the trash
        try (PlanWriter plan = removal.writer("gc", arguments(run), false)) {
            remains(run, removal, stays, plan, lines);
            end(removal, plan, lines, objections, notes);
        }
    }

    private void end(
            RemovalRun removal, PlanWriter plan, List<ChangeLine> lines, List<Objection> objections, List<String> notes)
            throws IOException {
        removal.change().details(LeftoverLines.VIEW, lines);
        removal.require(objections);
        notes.forEach(plan::note);
        removal.change().planned(plan.finish(), planOptions);
    }

    private static void requireAges(RemovalRun removal, Duration age, Duration stays) throws IOException {
        List<Objection> young = new ArrayList<>();
        if (age.compareTo(MIN_AGE) < 0) {
            young.add(new Objection(
                    "--min-age", "below 72h, chunks may be on their way into the index", Objection.Remedy.YOUNG));
        }
        if (stays.compareTo(MIN_GRACE) < 0) {
            young.add(new Objection(
                    "--grace", "below 48h, there may be no time to take a plan back", Objection.Remedy.YOUNG));
        }
        removal.require(young);
    }

    private void chunks(
            Run run,
            RemovalRun removal,
            Duration age,
            PlanWriter plan,
            List<ChangeLine> lines,
            List<Objection> objections,
            List<String> notes)
            throws IOException {
        // objects first: whatever comes later is young
        try (ChunkInventory objects = removal.loki().inventory(run.tenants(), run.problems())) {
            OrphanSearch search =
                    new OrphanSearch(removal.loki(), objects, run.now().minus(age), removal.claimed(markers));
            List<Leftover> orphans = removal.consent().accepts(Accept.BROKEN)
                    ? search.planUnread(plan, run.problems())
                    : search.plan(run.concurrency(), plan, run.problems());
            SortedMap<TenantId, Volume> gone = new TreeMap<>();
            for (Leftover orphan : orphans) {
                lines.add(LeftoverLines.of(orphan));
                if (orphan.fate() == Leftover.Fate.GOES) {
                    gone.put(orphan.tenant(), orphan.volume());
                }
            }
            objections.addAll(TakenShare.objections(TakenShare.volumes(objects), gone));
            if (dangling) {
                dangling(run, removal, age, objects, plan, lines, objections, notes);
            }
        }
    }

    private static void dangling(
            Run run,
            RemovalRun removal,
            Duration age,
            ChunkInventory objects,
            PlanWriter plan,
            List<ChangeLine> lines,
            List<Objection> objections,
            List<String> notes)
            throws IOException {
        DanglingRemoval rule =
                new DanglingRemoval(removal.loki(), run.tenants(), run.now().minus(age));
        RemovalResult result = removal.removal(objects, Integer.MAX_VALUE).plan(rule, plan, run.problems());
        result.rows().forEach(row -> lines.addAll(LeftoverLines.dangling(row)));
        rule.young().forEach((tenant, rows) -> lines.add(LeftoverLines.youngRows(tenant, rows)));
        result.objections().forEach(objection -> notes.add("left out: " + objection.text()));
        objections.addAll(TakenShare.ofRows(rule.rows(), rule.dangling()));
    }

    private void remains(Run run, RemovalRun removal, Duration stays, PlanWriter plan, List<ChangeLine> lines)
            throws IOException {
        Duration keep = ApplyOptions.duration("--keep-plans", keepPlans);
        boolean journalsInStore = applyOptions.stateDir().isEmpty();
        PlanRemains remains = new PlanRemains(
                removal.change().store().objects(),
                removal.change().registry(),
                run.now(),
                stays,
                journalsInStore ? keep : null);
        int before = plan.taskCount();
        remains.plan(plan).forEach(each -> lines.add(LeftoverLines.of(each)));
        if (before > 0 && plan.taskCount() > before) {
            plan.note("what the trash held cannot come back, also by undo");
        }
    }

    private Map<String, String> arguments(Run run) throws IOException {
        Map<String, String> arguments = new TreeMap<>();
        arguments.put("min-age", minAge);
        arguments.put("grace", grace);
        arguments.put("keep-plans", keepPlans);
        if (dangling) {
            arguments.put("dangling", "true");
        }
        if (trashOnly) {
            arguments.put("trash-only", "true");
        }
        if (!run.tenants().isEmpty()) {
            arguments.put(
                    "tenant",
                    String.join(
                            ",",
                            run.tenants().stream().map(TenantId::value).sorted().toList()));
        }
        return arguments;
    }
}
