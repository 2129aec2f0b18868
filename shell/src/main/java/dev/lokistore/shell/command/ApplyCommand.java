package dev.lokistore.shell.command;

import dev.lokistore.compactor.engine.JournalException;
import dev.lokistore.compactor.engine.PlanOutdatedException;
import dev.lokistore.compactor.engine.PlanRegistry;
import dev.lokistore.compactor.engine.PlanStatus;
import dev.lokistore.compactor.engine.RefusedPlanException;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.plan.PlanException;
import dev.lokistore.compactor.plan.PlanId;
import dev.lokistore.shell.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code apply}. */
@Command(
        name = "apply",
        description = {
            "Carries out a plan that a command wrote with --plan, or carries on one that was begun.",
            "Refuses, with 5, if anything that the plan was made of has changed since. Every step is written to a journal"
                    + " before it is taken: a run that was cut off anywhere is carried on with --resume, or taken back with"
                    + " 'undo'.",
            "While a Loki reads the store, steps must lie some time apart: what is due is done, then it ends with 4 and says"
                    + " when to resume. --loki-stopped leaves the waits out."
        },
        footer = {
            "  lokistore -s /var/loki/chunks compact index --plan compact.json",
            "  lokistore -s /var/loki/chunks apply compact.json",
            "  lokistore -s /var/loki/chunks apply --resume",
            "  lokistore -s s3://loki-chunks apply --resume 0123456789abcdef --yes"
        })
final class ApplyCommand extends StoreCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "PLAN",
            description = "The plan's file; with --resume its id, or nothing for all that are not finished")
    private @Nullable String plan;

    @Option(names = "--resume", description = "Carry on what was begun")
    private boolean resume;

    @Mixin
    private ApplyOptions options = new ApplyOptions();

    @Override
    void execute(Run run) throws IOException {
        ChangeRun change = new ChangeRun(run, options);
        if (!resume) {
            if (plan == null) {
                throw new UsageException("apply what? Name a plan's file, or carry on with --resume");
            }
            change.apply(Plan.open(run.session().workingDirectory().resolve(Path.of(plan))));
            return;
        }
        PlanRegistry registry = change.registry();
        if (plan != null) {
            change.resume(registry.open(id(plan)));
            change.close();
            return;
        }
        List<PlanStatus> unfinished = registry.unfinished();
        if (unfinished.isEmpty()) {
            run.note("no plan is unfinished");
        }
        for (PlanStatus status : unfinished) {
            run.note("plan " + status.id() + " (" + status.command() + ")");
            try {
                change.resume(registry.open(status.id()));
            } catch (PlanException | RefusedPlanException | PlanOutdatedException | JournalException e) {
                if (unfinished.size() == 1) {
                    throw e;
                }
                // of this plan only: the others go on
                run.problems().report("plan " + status.id(), e);
            }
        }
        change.close();
    }

    static PlanId id(String text) {
        try {
            return PlanId.of(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }
}
