package dev.lokistore.compactor.engine;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.index.ChangeableStore;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.io.Serial;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** What the stages of a run share: the plan, the store, how far it is, and the rules for going on. */
final class PlanRun {
    /** One step of one task. */
    interface Step {
        void run(int number, PlanTask task, TaskState state) throws IOException;
    }

    /** Whether a task is to take a step now. */
    interface Due {
        boolean test(int number, TaskState state);
    }

    private final Plan plan;
    private final ChangeableStore store;
    private final Journal journal;
    private final RunState state;
    private final StoreLock lock;
    private final RunSettings settings;
    private final ParallelCalls threads;
    private final ParallelCalls requests;

    PlanRun(
            Plan plan,
            ChangeableStore store,
            Journal journal,
            RunState state,
            StoreLock lock,
            RunSettings settings,
            ParallelCalls threads,
            ParallelCalls requests) {
        this.plan = plan;
        this.store = store;
        this.journal = journal;
        this.state = state;
        this.lock = lock;
        this.settings = settings;
        this.threads = threads;
        this.requests = requests;
    }

    Plan plan() {
        return plan;
    }

    ChangeableStore store() {
        return store;
    }

    ObjectStore objects() {
        return store.objects();
    }

    RunState state() {
        return state;
    }

    RunSettings settings() {
        return settings;
    }

    ParallelCalls threads() {
        return threads;
    }

    Instant now() {
        return settings.clock().instant();
    }

    Trash trash() {
        return new Trash(objects(), plan.id(), plan.header().trash(), requests);
    }

    /** For what is kept even by a plan that keeps nothing else. */
    Trash keepingTrash() {
        return new Trash(objects(), plan.id(), true, requests);
    }

    /** Writes a record; from then on it counts. */
    void record(JournalRecord record) throws IOException {
        lock.check();
        synchronized (state) {
            journal.append(record);
            record.countIn(state);
        }
    }

    /** To be asked before each effect that no record comes right before. */
    void checkLock() throws LockedException {
        lock.check();
    }

    /** Thrown where a step can be left to another run. */
    private static final class TimeIsUpException extends IOException {
        @Serial
        private static final long serialVersionUID = 1L;
    }

    /** Leaves the task to another run if the time is up; for steps that may be left so. */
    void stopInTime() throws IOException {
        if (timeIsUp()) {
            throw new TimeIsUpException();
        }
    }

    boolean timeIsUp() {
        return !now().isBefore(settings.deadline());
    }

    /**
     * Takes all tasks that are not failed and are {@code due} through a step, each as far as it gets. A task that fails
     * stops no other one; that the store, this machine's disk or the lock fails stops all.
     *
     * @param stopInTime whether tasks may be left for another run when the time is up
     * @return false if some were left
     */
    boolean each(String name, boolean parallel, boolean stopInTime, Due due, Step step) throws IOException {
        List<Callable<Boolean>> calls = new ArrayList<>();
        for (int i = 0; i < plan.taskCount(); i++) {
            int number = i;
            TaskState task = state.task(i);
            if (!task.hasFailed() && due.test(number, task)) {
                calls.add(() -> stopInTime && timeIsUp() ? false : one(name, number, task, step));
            }
        }
        if (parallel) {
            return threads.all(calls).stream().allMatch(done -> done);
        }
        boolean all = true;
        try (ParallelCalls oneByOne = new ParallelCalls(1)) {
            all = oneByOne.all(calls).stream().allMatch(done -> done);
        }
        return all;
    }

    private boolean one(String name, int number, TaskState taskState, Step step) throws IOException {
        PlanTask task = plan.task(number);
        settings.events().step(name, task.subject());
        try {
            step.run(number, task, taskState);
        } catch (TimeIsUpException e) {
            return false;
        } catch (TaskFailedException | CorruptDataException e) {
            record(new JournalRecord.TaskFailed(number, String.valueOf(e.getMessage())));
        } catch (StoreException e) {
            if (!concernsOneTask(e)) {
                throw e;
            }
            record(new JournalRecord.TaskFailed(number, String.valueOf(e.getMessage())));
        }
        return true;
    }

    private static boolean concernsOneTask(StoreException e) {
        return switch (e.kind()) {
            case NO_SUCH_OBJECT, TOO_LARGE, BAD_RESPONSE, ALREADY_EXISTS, OUTSIDE_ROOT -> true;
            default -> false;
        };
    }
}
