package dev.lokistore.shell.command;

import dev.lokistore.compactor.check.Severity;
import dev.lokistore.compactor.compaction.TableWork;
import dev.lokistore.compactor.fsck.FsckFix;
import dev.lokistore.compactor.fsck.FsckReport;
import dev.lokistore.compactor.fsck.StorePlaces;
import dev.lokistore.compactor.guard.LiveWriterGuard;
import dev.lokistore.compactor.index.NameTime;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.compactor.rebuild.ChunkRebuild;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.render.RecordView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What {@code fsck --fix} does behind the check. */
final class FsckFixRun {
    private static final RecordView<ChangeLine> FIXES = RecordView.<ChangeLine>builder()
            .text("finding", line -> line.values().get("subject"))
            .count("count", line -> line.values().get("objects"))
            .text("fix", line -> line.values().get("fate"))
            .build();

    private final Run run;
    private final RemovalRun change;
    private final ApplyOptions options;
    private final FsckFix fix = new FsckFix();

    FsckFixRun(Run run, ApplyOptions options, AcceptOption accept) {
        this.run = run;
        this.options = options;
        this.change = new RemovalRun(run, options, accept);
    }

    FsckFix fix() {
        return fix;
    }

    LokiStore loki() throws IOException {
        return change.loki();
    }

    /**
     * Shows what mends what, and goes on as asked.
     *
     * @param report of the check, which is printed
     * @param decoded whether all chunks were decoded
     * @param more whether another plan can follow this one at once
     * @return whether all was carried out and another plan should follow
     */
    boolean plan(FsckReport report, boolean decoded, boolean more, Map<String, String> arguments, PlanOptions wanted)
            throws IOException {
        change.requireQuiet();
        try (PlanWriter plan = change.writer("fsck --fix", arguments, true)) {
            FsckFix.Result result = result(decoded, plan);
            boolean later =
                    result.unchecked() || result.rows().stream().anyMatch(row -> row.mend() == FsckFix.Mend.LATER);
            boolean follows = later && more && plan.taskCount() > 0;
            boolean rest =
                    result.more() || later && !follows || result.rows().stream().anyMatch(FsckFixRun::isOpen);
            if (report.alarming() && (rest || !wanted.apply())) {
                run.alarm();
            }
            change.change().details(FIXES, lines(result));
            change.require(result.shares());
            change.tell(result.objections(), 0, plan);
            if (result.more()) {
                plan.note("there is more than one plan takes: run fsck --fix again");
            } else if (later && !follows) {
                plan.note(
                        "run fsck --fix again when this is done: tables that are made anew, or opened, are to be looked"
                                + " at. With --apply --loki-stopped it does so itself");
            }
            return change.change().planned(plan.finish(), wanted) && follows;
        }
    }

    private FsckFix.Result result(boolean decoded, PlanWriter plan) throws IOException {
        LokiStore loki = loki();
        TableWork work = new TableWork(run.now(), loki.schema(), false);
        LiveWriterGuard guard = new LiveWriterGuard(run.now(), change.change().times());
        FsckFix.Index index =
                new FsckFix.Index(this::tables, new StorePlaces(loki, run.tenants()), change.claimed(null), decoded);
        return fix.plan(work, guard, change.consent(), index, plan);
    }

    private ChunkRebuild.Result tables(boolean replace, Predicate<TableFolder> wanted) throws IOException {
        LokiStore loki = loki();
        ChunkRebuild.Request request = new ChunkRebuild.Request(
                run.now(),
                run.tenants(),
                replace ? ChunkRebuild.Remnants.CONSULTED : ChunkRebuild.Remnants.UNITED,
                RebuildCommand.perTenant(run, loki),
                Integer.MAX_VALUE,
                options.lokiStopped(),
                options.force(),
                false,
                NameTime.Unit.NANOSECONDS);
        // odd names are told by the check
        try (ChunkInventory chunks = loki.inventory(run.tenants(), (key, why) -> {})) {
            return new ChunkRebuild(
                            request,
                            RebuildCommand.ruling(loki),
                            loki,
                            chunks,
                            change.change().times())
                    .plan(wanted, day -> false, (key, why) -> {});
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static boolean isOpen(FsckFix.Row row) {
        return row.mend() == FsckFix.Mend.LEFT && row.flaw().severity() != Severity.INFO;
    }

    private static List<ChangeLine> lines(FsckFix.Result result) {
        List<ChangeLine> lines = new ArrayList<>();
        for (FsckFix.Row row : result.rows()) {
            if (row.mend() == FsckFix.Mend.LEFT && !isOpen(row)) {
                continue;
            }
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            values.put("message_type", "fix");
            values.put("subject", row.flaw().id());
            values.put("objects", row.count());
            values.put("fate", row.mend().name().toLowerCase(Locale.ROOT).replace('_', ' '));
            lines.add(new ChangeLine(values));
        }
        return lines;
    }
}
