package dev.lokistore.compactor.engine;

import dev.lokistore.compactor.plan.PlanTask;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Writes the chunks that a task's jobs make, some jobs at a time: encoded, announced, written, read back. */
final class ChunkStage implements PlanRun.Step {
    /** Held in memory at once, beside what the workers hold; one batch always goes on to its end. */
    private static final long BATCH_BYTES = 64L << 20;

    private static final int BATCH_JOBS = 64;

    private final PlanRun run;
    private final Worker worker;
    private @Nullable Set<WrittenObject> announced;

    ChunkStage(PlanRun run, Worker worker) {
        this.run = run;
        this.worker = worker;
    }

    @Override
    public void run(int number, PlanTask task, TaskState state) throws IOException {
        if (state.results().isEmpty()) {
            Optional<String> change = InputCheck.changed(task, run.objects());
            if (change.isPresent()) {
                throw new TaskFailedException(change.get() + " since the plan was made");
            }
        }
        List<Integer> left = jobsLeft(task, state);
        for (int at = 0; at < left.size(); ) {
            run.stopInTime();
            List<PreparedChunks> batch = prepare(task, state, left, at);
            announce(number, state, batch);
            write(batch);
            at += batch.size();
        }
        run.record(new JournalRecord.ChunksWritten(number));
    }

    /** Those that no run announced, and those whose outputs are not all there. */
    private List<Integer> jobsLeft(PlanTask task, TaskState state) throws IOException {
        Outputs outputs = new Outputs(run.objects());
        List<Integer> left = new ArrayList<>();
        for (int job = 0; job < task.jobs().size(); job++) {
            JobResult result = state.results().get(job);
            boolean done = result != null;
            if (result != null) {
                for (NewChunk chunk : result.outputs()) {
                    done &= outputs.exists(chunk.object());
                }
            }
            if (!done) {
                left.add(job);
            }
        }
        return left;
    }

    private List<PreparedChunks> prepare(PlanTask task, TaskState state, List<Integer> left, int from)
            throws IOException {
        List<PreparedChunks> batch = new ArrayList<>();
        long bytes = 0;
        int width = run.settings().parallel();
        for (int at = from; at < left.size() && batch.size() < BATCH_JOBS && bytes < BATCH_BYTES; at += width) {
            List<Callable<PreparedChunks>> calls = new ArrayList<>();
            for (int job : left.subList(at, Math.min(left.size(), at + width))) {
                JobResult before = state.results().get(job);
                calls.add(() -> before == null ? fresh(task, job) : again(task, job, before));
            }
            for (PreparedChunks prepared : run.threads().all(calls)) {
                batch.add(prepared);
                bytes += prepared.bodies().stream()
                        .mapToLong(body -> body.length)
                        .sum();
            }
        }
        return batch;
    }

    /** Under names that nothing has. */
    private PreparedChunks fresh(PlanTask task, int job) throws IOException {
        PreparedChunks prepared = worker.rewrite(task, job);
        for (int variant = 1; !isFree(prepared); variant++) {
            prepared = worker.rewrite(task, job, variant);
        }
        return prepared;
    }

    /** What exists already is never taken for ours, whatever is in it, unless this plan announced it. */
    private boolean isFree(PreparedChunks prepared) throws IOException {
        for (NewChunk chunk : prepared.result().outputs()) {
            if (!announced().contains(chunk.object())
                    && Outputs.find(run.objects(), chunk.object().key()).isPresent()) {
                return false;
            }
        }
        return true;
    }

    private synchronized Set<WrittenObject> announced() {
        Set<WrittenObject> known = announced;
        if (known == null) {
            known = ConcurrentHashMap.newKeySet();
            for (TaskState task : run.state().tasks()) {
                known.addAll(task.chunks());
            }
            announced = known;
        }
        return known;
    }

    /** As it was announced by a run that was cut off. */
    private PreparedChunks again(PlanTask task, int job, JobResult before) throws IOException {
        PreparedChunks prepared = worker.rewrite(task, job);
        for (int variant = 1; !prepared.result().equals(before); variant++) {
            if (prepared.result().keptBecause() != null) {
                throw new TaskFailedException("job " + job + " comes out otherwise than when it was begun:"
                        + " another version of Lokistore, or the store changed. 'lokistore undo' goes back");
            }
            prepared = worker.rewrite(task, job, variant);
        }
        return prepared;
    }

    private void announce(int number, TaskState state, List<PreparedChunks> batch) throws IOException {
        List<JobResult> fresh = batch.stream()
                .map(PreparedChunks::result)
                .filter(result -> !state.results().containsKey(result.job()))
                .toList();
        if (!fresh.isEmpty()) {
            fresh.forEach(
                    result -> result.outputs().forEach(chunk -> announced().add(chunk.object())));
            run.record(new JournalRecord.ChunksAnnounced(number, fresh));
        }
    }

    private void write(List<PreparedChunks> batch) throws IOException {
        Outputs outputs = new Outputs(run.objects());
        List<Callable<Boolean>> calls = new ArrayList<>();
        for (PreparedChunks prepared : batch) {
            for (int i = 0; i < prepared.bodies().size(); i++) {
                WrittenObject object = prepared.result().outputs().get(i).object();
                byte[] body = prepared.bodies().get(i);
                calls.add(() -> {
                    run.checkLock();
                    outputs.write(object, body);
                    return true;
                });
            }
        }
        run.threads().all(calls);
    }
}
