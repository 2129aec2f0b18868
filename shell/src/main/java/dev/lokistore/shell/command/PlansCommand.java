package dev.lokistore.shell.command;

import dev.lokistore.compactor.engine.JournalException;
import dev.lokistore.compactor.engine.PlanRegistry;
import dev.lokistore.compactor.engine.PlanStatus;
import dev.lokistore.compactor.plan.PlanException;
import dev.lokistore.compactor.plan.PlanId;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.RecordView;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code plans}. */
@Command(
        name = "plans",
        description = {"Lists the plans that were begun on the store, the newest last, and how far each is."},
        footer = {"  lokistore -s /var/loki/chunks plans", "  lokistore -s s3://loki-chunks plans --unfinished -o jsonl"
        })
final class PlansCommand extends StoreCommand {
    private static final RecordView<PlanStatus> VIEW = RecordView.<PlanStatus>builder()
            .field("plan", FieldKind.KEY, Shown.ALWAYS, status -> status.id().value())
            .text("command", PlanStatus::command)
            .text("phase", status -> status.phase().label())
            .count("tasks", status -> (long) status.tasks())
            .count("failed", status -> (long) status.failed())
            .field("tables", FieldKind.LIST, Shown.WIDE, status -> List.copyOf(status.tables()))
            .millis("createdAt", status -> millis(status.createdAt()))
            .millis("since", status -> millis(status.since()))
            .millis("resumeAt", status -> millis(status.resumeAt()))
            .build();

    @Option(names = "--unfinished", description = "Only those that have something left to do")
    private boolean unfinished;

    @Mixin
    private ApplyOptions options = new ApplyOptions();

    private static @Nullable Object millis(@Nullable Instant time) {
        return time == null ? null : time.toEpochMilli();
    }

    @Override
    void execute(Run run) throws IOException {
        PlanRegistry registry = new ChangeRun(run, options).registry();
        List<PlanStatus> plans = new ArrayList<>();
        for (PlanId id : registry.ids()) {
            try {
                PlanStatus status = registry.status(registry.open(id));
                if (!unfinished || status.open()) {
                    plans.add(status);
                }
            } catch (PlanException | JournalException e) {
                run.problems().report("plan " + id, e);
            }
        }
        plans.sort(Comparator.comparing(PlanStatus::createdAt).thenComparing(PlanStatus::id));
        String nothing = (run.problems().isEmpty() ? "no plan " : "no other plan ")
                + (unfinished ? "is unfinished" : "was begun");
        run.render(VIEW, nothing, sink -> {
            for (PlanStatus plan : plans) {
                sink.accept(plan);
            }
        });
    }
}
