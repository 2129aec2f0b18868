package dev.lokistore.compactor.engine;

import dev.lokistore.compactor.plan.PlanTask;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Writes the chunks that a task's jobs make, some jobs at a time: encoded, announced, written, read back. */
final class ChunkStage implements PlanRun.Step {
    /** Held in memory at once, beside what the workers hold; one batch always goes on to its end. */
    private static final long BATCH_BYTES = 64L << 20;

    private static final int BATCH_JOBS = 64;

    private final PlanRun run;
    private final Worker worker;

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
            List<PreparedChunks> batch = prepare(number, task, left, at);
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

    private List<PreparedChunks> prepare(int number, PlanTask task, List<Integer> left, int from) throws IOException {
        List<PreparedChunks> batch = new ArrayList<>();
        long bytes = 0;
        int width = run.settings().parallel();
        for (int at = from; at < left.size() && batch.size() < BATCH_JOBS && bytes < BATCH_BYTES; at += width) {
            List<Callable<PreparedChunks>> calls = new ArrayList<>();
            for (int job : left.subList(at, Math.min(left.size(), at + width))) {
                calls.add(() -> worker.rewrite(task, job));
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

    private void announce(int number, TaskState state, List<PreparedChunks> batch) throws IOException {
        List<JobResult> fresh = new ArrayList<>();
        List<WrittenObject> outputs = new ArrayList<>();
        for (PreparedChunks prepared : batch) {
            JobResult before = state.results().get(prepared.result().job());
            if (before == null) {
                fresh.add(prepared.result());
                prepared.result().outputs().forEach(chunk -> outputs.add(chunk.object()));
            } else if (!before.equals(prepared.result())) {
                throw new TaskFailedException("job " + before.job() + " comes out otherwise than when it was begun:"
                        + " another version of Lokistore, or the store changed. 'lokistore undo' goes back");
            }
        }
        if (!fresh.isEmpty()) {
            new Outputs(run.objects()).requireAbsent(outputs);
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
