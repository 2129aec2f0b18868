package dev.lokistore.compactor.engine;

import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.Work;
import dev.lokistore.index.ChangeableStore;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes a plan back: removed chunks come from the trash, then removed index files, then the plan's own index files go, then
 * its chunks, with the same waits in between. Cut off anywhere, another call goes on. Possible as long as everything that
 * was removed is in the trash.
 */
public final class PlanUndo {
    private static final int BATCH = 1000;

    private final Plan plan;
    private final ChangeableStore store;
    private final PlanRegistry registry;
    private final RunSettings settings;

    public PlanUndo(Plan plan, ChangeableStore store, PlanRegistry registry, RunSettings settings) {
        this.plan = plan;
        this.store = store;
        this.registry = registry;
        this.settings = settings;
    }

    /**
     * Goes back, as far as is due.
     *
     * @throws RefusedPlanException if there is no way back any more
     * @throws LockedException if another run changes the store
     */
    public RunReport run() throws IOException {
        String what = "undo of " + plan.header().command() + ", plan " + plan.id();
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
            return run(new PlanRun(plan, store, journal, state, lock, settings, threads, requests));
        }
    }

    private RunReport run(PlanRun run) throws IOException {
        RunState state = run.state();
        if (!state.has(RunState.Milestone.BEGUN)) {
            throw new RefusedPlanException("plan " + plan.id() + " was not begun: there is nothing to undo");
        }
        if (state.has(RunState.Milestone.UNDONE)) {
            return RunReports.of(run, null, false);
        }
        if (state.tasks().stream().anyMatch(task -> task.requests() != null)) {
            RequestStage.requireNoCompactor(plan, settings);
        }
        if (!state.has(RunState.Milestone.UNDOING)) {
            requireWayBack(run);
            run.record(new JournalRecord.Undoing(run.now()));
        }
        if (!state.has(RunState.Milestone.RESTORED)) {
            restore(run);
            run.record(new JournalRecord.Restored(run.now()));
        }
        if (!state.has(RunState.Milestone.INDEX_REMOVED)) {
            Optional<Instant> wait =
                    wait(run, RunState.Milestone.RESTORED, settings.waits().visibility());
            if (wait.isPresent()) {
                return RunReports.of(run, wait.get(), false);
            }
            settings.events().step("removing new index", plan.id().value());
            for (TaskState task : state.tasks()) {
                remove(run, task.index());
            }
            run.record(new JournalRecord.IndexRemoved(run.now()));
        }
        Optional<Instant> wait =
                wait(run, RunState.Milestone.INDEX_REMOVED, settings.waits().deletion());
        if (wait.isPresent()
                && state.tasks().stream().anyMatch(task -> !task.chunks().isEmpty())) {
            return RunReports.of(run, wait.get(), false);
        }
        removeChunks(run);
        forget(run);
        run.record(new JournalRecord.Undone(run.now()));
        return RunReports.of(run, null, false);
    }

    /** Empty if nothing of the plan was ever to be seen in an index, or if the time has come. */
    private Optional<Instant> wait(PlanRun run, RunState.Milestone since, Duration duration) {
        Instant due = run.state().at(since).orElseThrow().plus(duration);
        boolean visible = run.state().tasks().stream()
                .anyMatch(task -> task.is(TaskState.Stage.INDEX_WRITTEN) && !task.untouched());
        return visible && run.now().isBefore(due) ? Optional.of(due) : Optional.empty();
    }

    private void requireWayBack(PlanRun run) throws IOException {
        boolean ownOnly = false;
        boolean others = false;
        for (int i = 0; i < plan.taskCount(); i++) {
            PlanTask task = plan.task(i);
            TaskState state = run.state().task(i);
            if (state.requests() != null) {
                requireWayBackOfRequests(run, task, state);
            }
            List<ObjectKey> removed = removed(state);
            boolean own = state.is(TaskState.Stage.SWITCHING)
                    && state.replaced().stream().anyMatch(OwnKeys::isOurs);
            ownOnly |= own;
            others |= !removed.isEmpty()
                    || !state.index().isEmpty()
                    || !state.chunks().isEmpty();
            if ((own || !removed.isEmpty()) && !plan.header().trash()) {
                throw noWayBack(run, task);
            }
            for (ObjectKey key : run.trash().lost(removed)) {
                throw new RefusedPlanException("there is no way back: " + key
                        + " is not in the trash any more, from where 'lokistore gc' removes what is older than its"
                        + " grace period");
            }
            requireUntouched(run, task, state);
        }
        if (ownOnly && !others) {
            throw new RefusedPlanException("plan " + plan.id() + " ("
                    + plan.header().command() + ") has only emptied the trash: nothing of that comes back");
        }
    }

    private void requireWayBackOfRequests(PlanRun run, PlanTask task, TaskState state) throws IOException {
        if (task.work() instanceof Work.Requests) {
            throw new RefusedPlanException(
                    "plan " + plan.id() + " (" + plan.header().command()
                            + ") has marked delete requests as processed: there is no way back. What the store of requests was"
                            + " before is at " + OwnKeys.trashed(plan.id(), ObjectKey.of(task.subject())));
        }
        if (task.work() instanceof Work.DroppedRequests) {
            throw noWayBack(run, task);
        }
        Optional<String> hindrance = new RequestObjects(run).hindrance(state);
        if (hindrance.isPresent()) {
            throw new RefusedPlanException("there is no way back: " + hindrance.get());
        }
    }

    private RefusedPlanException noWayBack(PlanRun run, PlanTask task) {
        String about = "there is no way back: plan " + plan.id() + " ("
                + plan.header().command() + ") keeps nothing of what it deletes, and ";
        return new RefusedPlanException(
                run.state().has(RunState.Milestone.FINISHED)
                        ? about + "is done: what is gone is gone"
                        : about + "has begun to delete (" + task.subject() + "). 'lokistore apply --resume " + plan.id()
                                + "' finishes it");
    }

    /** A compactor that has merged our files since would keep rows which go back otherwise. */
    private void requireUntouched(PlanRun run, PlanTask task, TaskState state) throws IOException {
        if (!state.is(TaskState.Stage.SWITCHED) || task.table() == null || state.untouched()) {
            return;
        }
        Map<ObjectKey, ObjectInfo> there =
                InputCheck.list(run.objects(), task.table().path());
        for (WrittenObject output : state.index()) {
            if (!there.containsKey(output.key())) {
                throw new RefusedPlanException(
                        output.key() + ", which the plan wrote, is gone: something has changed the"
                                + " table since, so the way back could bring deleted rows into it again");
            }
        }
    }

    /** What can come back: not what was in our own keeping. */
    private static List<ObjectKey> removed(TaskState state) {
        List<ObjectKey> keys = new ArrayList<>(state.sweptKeys());
        keys.addAll(switched(state));
        return keys;
    }

    private static List<ObjectKey> switched(TaskState state) {
        return state.is(TaskState.Stage.SWITCHING)
                ? state.replaced().stream().filter(key -> !OwnKeys.isOurs(key)).toList()
                : List.of();
    }

    private void restore(PlanRun run) throws IOException {
        Trash trash = run.trash();
        for (TaskState task : run.state().tasks()) {
            if (task.requests() != null) {
                new RequestObjects(run).restore(task);
            }
        }
        for (TaskState task : run.state().tasks()) {
            run.checkLock();
            trash.restore(task.sweptKeys());
        }
        for (int i = 0; i < plan.taskCount(); i++) {
            PlanTask task = plan.task(i);
            TaskState state = run.state().task(i);
            settings.events().step("restoring", task.subject());
            run.checkLock();
            trash.restore(switched(state));
        }
    }

    /** Deletes what the plan wrote, and nothing else that has come to be under these keys. */
    private static void remove(PlanRun run, List<WrittenObject> outputs) throws IOException {
        List<ObjectKey> ours = new ArrayList<>();
        for (WrittenObject output : outputs) {
            if (new Outputs(run.objects()).exists(output)) {
                ours.add(output.key());
            }
        }
        for (int from = 0; from < ours.size(); from += BATCH) {
            run.checkLock();
            for (StoreException failure : run.objects()
                    .delete(ours.subList(from, Math.min(ours.size(), from + BATCH)))
                    .values()) {
                throw failure;
            }
        }
    }

    private void removeChunks(PlanRun run) throws IOException {
        for (TaskState task : run.state().tasks()) {
            List<NewChunk> chunks = new ArrayList<>();
            task.results().values().forEach(result -> chunks.addAll(result.outputs()));
            if (!chunks.isEmpty()) {
                var named = new NamedChunks(run.store().loki())
                        .among(chunks.stream().map(NewChunk::chunk).toList());
                remove(
                        run,
                        chunks.stream()
                                .filter(chunk -> !named.contains(chunk.chunk()))
                                .map(NewChunk::object)
                                .toList());
            }
        }
    }

    private void forget(PlanRun run) throws IOException {
        if (run.trash().keeps()) {
            List<ObjectKey> keys = new ArrayList<>();
            for (int i = 0; i < plan.taskCount(); i++) {
                TaskState task = run.state().task(i);
                keys.addAll(removed(task));
                if (task.requests() != null) {
                    keys.add(task.requests().key());
                }
            }
            run.trash().forget(keys);
        }
    }
}
