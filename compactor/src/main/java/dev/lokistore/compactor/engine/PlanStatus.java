package dev.lokistore.compactor.engine;

import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.plan.PlanId;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.compactor.plan.Waits;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How far a plan is.
 *
 * @param tables that it rewrites, with their index prefixes
 * @param requestStores keys of the stores of delete requests that it changes
 * @param tasks how many it has
 * @param failed how many of them failed
 * @param since when it reached this phase; null where that is not known
 * @param resumeAt when the next step is due while a Loki reads the store; null if none is
 */
public record PlanStatus(
        PlanId id,
        String command,
        Instant createdAt,
        Phase phase,
        Set<String> tables,
        Set<String> requestStores,
        int tasks,
        int failed,
        @Nullable Instant since,
        @Nullable Instant resumeAt) {
    /** Where a plan stands. */
    public enum Phase {
        /** Not begun. */
        PLANNED,
        WRITING,
        /** Everything new is written; old index files go next. */
        WRITTEN,
        /** Old index files are gone; chunks go next. */
        SWITCHED,
        FINISHED,
        UNDOING,
        UNDONE;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static PlanStatus of(Plan plan, RunState state) throws IOException {
        Set<String> tables = new TreeSet<>();
        Set<String> requestStores = new TreeSet<>();
        for (int i = 0; i < plan.taskCount(); i++) {
            PlanTask task = plan.task(i);
            TableFolder table = task.table();
            if (table != null) {
                tables.add(table.path());
            }
            task.work().source().ifPresent(source -> tables.add(source.path()));
            RequestStage.stores(task).forEach(key -> requestStores.add(key.value()));
        }
        Phase phase = phase(state);
        Waits waits = plan.header().waits();
        Optional<Instant> since = since(state, phase);
        Optional<Instant> resumeAt = switch (phase) {
            case WRITTEN -> since.map(at -> at.plus(waits.visibility()));
            case SWITCHED -> since.map(at -> at.plus(waits.deletion()));
            default -> Optional.empty();
        };
        int failed = (int) state.tasks().stream().filter(TaskState::hasFailed).count();
        return new PlanStatus(
                plan.id(),
                plan.header().command(),
                plan.header().createdAt(),
                phase,
                tables,
                requestStores,
                plan.taskCount(),
                failed,
                since.orElse(null),
                resumeAt.orElse(null));
    }

    private static Phase phase(RunState state) {
        if (state.has(RunState.Milestone.UNDONE)) {
            return Phase.UNDONE;
        }
        if (state.has(RunState.Milestone.UNDOING)) {
            return Phase.UNDOING;
        }
        if (state.has(RunState.Milestone.FINISHED)) {
            return Phase.FINISHED;
        }
        if (state.has(RunState.Milestone.ALL_SWITCHED)) {
            return Phase.SWITCHED;
        }
        if (state.has(RunState.Milestone.ALL_WRITTEN)) {
            return Phase.WRITTEN;
        }
        return state.has(RunState.Milestone.BEGUN) ? Phase.WRITING : Phase.PLANNED;
    }

    private static Optional<Instant> since(RunState state, Phase phase) {
        List<RunState.Milestone> milestones = switch (phase) {
            case PLANNED -> List.of();
            case WRITING -> List.of(RunState.Milestone.BEGUN);
            case WRITTEN -> List.of(RunState.Milestone.ALL_WRITTEN);
            case SWITCHED -> List.of(RunState.Milestone.ALL_SWITCHED);
            case FINISHED -> List.of(RunState.Milestone.FINISHED);
            case UNDOING -> List.of(RunState.Milestone.UNDOING);
            case UNDONE -> List.of(RunState.Milestone.UNDONE);
        };
        return milestones.isEmpty() ? Optional.empty() : state.at(milestones.get(0));
    }

    /** Whether there is something left to do. */
    public boolean open() {
        return phase != Phase.PLANNED && phase != Phase.FINISHED && phase != Phase.UNDONE;
    }
}
