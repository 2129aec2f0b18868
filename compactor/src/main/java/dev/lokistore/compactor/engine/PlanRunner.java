package dev.lokistore.compactor.engine;

import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.index.ChangeableStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Carries a plan out, in an order in which a cut after any step harms nothing
 * ({@code formats/compaction-retention-deletes.md#47-the-operation-with-journal}): new chunks, new index files, a wait until
 * readers see them, old index files away, a wait until no reader knows those, chunks away that no table names. Each step is
 * in the journal before it is taken. The store of delete requests changes last. What is not due yet is left for another run.
 */
public final class PlanRunner {
    private final Plan plan;
    private final ChangeableStore store;
    private final PlanRegistry registry;
    private final Worker worker;
    private final RunSettings settings;

    public PlanRunner(Plan plan, ChangeableStore store, PlanRegistry registry, Worker worker, RunSettings settings) {
        this.plan = plan;
        this.store = store;
        this.registry = registry;
        this.worker = worker;
        this.settings = settings;
    }

    /**
     * Begins the plan.
     *
     * @throws PlanOutdatedException if the store is not as it was; nothing was done then
     * @throws RefusedPlanException if it was begun before, another one is in the way, or there is no room for it
     * @throws LockedException if another run changes the store
     */
    public RunReport begin() throws IOException {
        return locked((journal, state) -> {
            if (state.has(RunState.Milestone.BEGUN)) {
                throw new RefusedPlanException("plan " + plan.id() + " was begun before: carry it on with --resume");
            }
            requireNoOther();
            RequestStage.requireNoCompactor(plan, settings);
            InputCheck.requireUnchanged(plan, store);
            SpaceCheck.require(
                    plan,
                    store.objects(),
                    settings.temporary(),
                    settings.parallel(),
                    registry.state() != store.objects());
            registry.save(plan);
            JournalRecord begun = new JournalRecord.Begun(
                    settings.clock().instant(), settings.owner().name());
            journal.append(begun);
            begun.countIn(state);
        });
    }

    /**
     * Carries the plan on from where it is.
     *
     * @throws RefusedPlanException if it was not begun, or is being undone
     * @throws LockedException if another run changes the store
     */
    public RunReport resume() throws IOException {
        return locked((journal, state) -> {
            if (!state.has(RunState.Milestone.BEGUN)) {
                throw new RefusedPlanException("plan " + plan.id() + " was not begun yet: apply it without --resume");
            }
            if (state.has(RunState.Milestone.UNDOING)) {
                throw new RefusedPlanException("plan " + plan.id() + " is being undone, or was: 'lokistore undo "
                        + plan.id() + "' carries that on");
            }
            RequestStage.requireNoCompactor(plan, settings);
        });
    }

    private interface Start {
        void check(Journal journal, RunState state) throws IOException;
    }

    private RunReport locked(Start start) throws IOException {
        String what = plan.header().command() + ", plan " + plan.id();
        try (StoreLock lock = StoreLock.acquire(
                        store.objects(),
                        settings.owner(),
                        what,
                        settings.lockClock(),
                        settings.sleeper(),
                        settings.lockTiming());
                ParallelCalls threads = new ParallelCalls(settings.parallel());
                ParallelCalls requests = new ParallelCalls(settings.requests())) {
            List<JournalRecord> records = new ArrayList<>();
            Journal journal = Journal.open(registry.state(), plan.id(), records);
            RunState state = new RunState(plan.taskCount(), records);
            start.check(journal, state);
            return run(new PlanRun(plan, store, journal, state, lock, settings, threads, requests));
        }
    }

    /** Two plans that replace the same files would each undo what the other one did. */
    private void requireNoOther() throws IOException {
        Set<String> own = changed(registry.status(plan));
        for (PlanStatus other : registry.unfinished()) {
            for (String table : changed(other)) {
                if (own.contains(table)) {
                    throw new RefusedPlanException("plan " + other.id() + " (" + other.command()
                            + ") was begun on " + table
                            + " and is not finished: carry it on with 'lokistore apply --resume "
                            + other.id() + "', or go back with 'lokistore undo " + other.id() + "'");
                }
            }
        }
    }

    private static Set<String> changed(PlanStatus status) {
        Set<String> changed = new TreeSet<>(status.tables());
        changed.addAll(status.requestStores());
        return changed;
    }

    private RunReport run(PlanRun run) throws IOException {
        RunState state = run.state();
        if (state.has(RunState.Milestone.FINISHED)) {
            return RunReports.of(run, null, false);
        }
        if (!state.has(RunState.Milestone.ALL_WRITTEN)) {
            if (!write(run)) {
                return RunReports.of(run, null, true);
            }
            run.record(new JournalRecord.AllWritten(run.now()));
        }
        if (!state.has(RunState.Milestone.ALL_SWITCHED)) {
            Optional<Instant> wait =
                    wait(run, RunState.Milestone.ALL_WRITTEN, settings.waits().visibility(), this::replacesIndex);
            if (wait.isPresent()) {
                return RunReports.of(run, wait.get(), false);
            }
            run.each(
                    "removing what is replaced",
                    false,
                    false,
                    (number, task) -> task.is(TaskState.Stage.INDEX_WRITTEN) && !task.is(TaskState.Stage.SWITCHED),
                    new SwitchStage(run));
            run.record(new JournalRecord.AllSwitched(run.now()));
        }
        Optional<Instant> wait =
                wait(run, RunState.Milestone.ALL_SWITCHED, settings.waits().deletion(), this::sweepsNamed);
        if (wait.isPresent()) {
            return RunReports.of(run, wait.get(), false);
        }
        new SweepStage(run).run();
        new RequestStage(run).run();
        new ReceiptStage(run).run();
        run.record(new JournalRecord.Finished(run.now()));
        return RunReports.of(run, null, false);
    }

    private boolean write(PlanRun run) throws IOException {
        BitSet withJobs = new BitSet();
        for (int i = 0; i < plan.taskCount(); i++) {
            withJobs.set(i, !plan.task(i).jobs().isEmpty());
        }
        boolean chunks = run.each(
                "writing chunks",
                false,
                true,
                (number, task) -> withJobs.get(number) && !task.is(TaskState.Stage.CHUNKS_WRITTEN),
                new ChunkStage(run, worker));
        return chunks
                && run.each(
                        "writing index",
                        true,
                        true,
                        (number, task) -> !task.is(TaskState.Stage.INDEX_WRITTEN),
                        new IndexStage(run, worker));
    }

    /** When a step is due; empty if it is now, or if there is nothing to wait for. */
    private Optional<Instant> wait(PlanRun run, RunState.Milestone since, Duration duration, TaskPredicate concerned)
            throws IOException {
        Instant due = run.state().at(since).orElseThrow().plus(duration);
        if (!run.now().isBefore(due)) {
            return Optional.empty();
        }
        for (int i = 0; i < plan.taskCount(); i++) {
            TaskState state = run.state().task(i);
            if (!state.hasFailed() && concerned.test(plan.task(i), state)) {
                return Optional.of(due);
            }
        }
        return Optional.empty();
    }

    private interface TaskPredicate {
        boolean test(PlanTask task, TaskState state);
    }

    private boolean replacesIndex(PlanTask task, TaskState state) {
        // nobody reads what is ours
        return !state.replaced().stream().allMatch(OwnKeys::isOurs) && !state.is(TaskState.Stage.SWITCHED);
    }

    /** Whether chunks go that readers may still know from an index file that is gone. */
    private boolean sweepsNamed(PlanTask task, TaskState state) {
        return task.sweeps() && task.table() != null && !state.untouched() && !state.is(TaskState.Stage.SWEPT);
    }
}
