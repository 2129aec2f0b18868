package dev.lokistore.shell.command;

import dev.lokistore.compactor.check.Severity;
import dev.lokistore.compactor.compaction.TableWork;
import dev.lokistore.compactor.fsck.FsckFix;
import dev.lokistore.compactor.fsck.FsckReport;
import dev.lokistore.compactor.guard.LiveWriterGuard;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.index.LokiStore;
import dev.lokistore.shell.render.RecordView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    private final FsckFix fix = new FsckFix();

    FsckFixRun(Run run, ApplyOptions options, AcceptOption accept) {
        this.run = run;
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
     */
    void plan(FsckReport report, Map<String, String> arguments, PlanOptions options) throws IOException {
        change.requireQuiet();
        try (PlanWriter plan = change.writer("fsck --fix", arguments, true)) {
            TableWork work = new TableWork(run.now(), loki().schema(), false);
            LiveWriterGuard guard =
                    new LiveWriterGuard(run.now(), change.change().times());
            FsckFix.Result result = fix.plan(work, guard, change.consent(), plan);
            boolean rest = result.more() || result.rows().stream().anyMatch(FsckFixRun::isOpen);
            if (report.alarming() && (rest || !options.apply())) {
                run.alarm();
            }
            change.change().details(FIXES, lines(result));
            change.require(result.shares());
            change.tell(result.objections(), 0, plan);
            if (result.more()) {
                plan.note("there is more than one plan takes: run fsck --fix again");
            }
            change.change().planned(plan.finish(), options);
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
