package dev.lokistore.compactor.engine;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlannedChunk;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.objectstore.ObjectKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Removes chunk objects that a plan made superfluous: each only if no table that can be read names it, read again for
 * this, and only if every table that could name it can be read. Tasks are looked at together, some at a time.
 */
final class SweepStage {
    /** Candidates held in memory, some 300 bytes each. */
    private static final int MAX_CANDIDATES = 200_000;

    private static final int BATCH = 1000;

    /** An object that may go. */
    private record Candidate(int task, ObjectKey key, long bytes) {}

    private final PlanRun run;

    SweepStage(PlanRun run) {
        this.run = run;
    }

    void run() throws IOException {
        Map<ChunkRef, Candidate> candidates = new HashMap<>();
        List<Integer> tasks = new ArrayList<>();
        for (int i = 0; i < run.plan().taskCount(); i++) {
            TaskState state = run.state().task(i);
            PlanTask task = run.plan().task(i);
            if (state.is(TaskState.Stage.SWEPT) || !task.sweeps()) {
                continue;
            }
            collect(i, task, state, candidates);
            tasks.add(i);
            if (candidates.size() >= MAX_CANDIDATES) {
                sweep(tasks, candidates);
            }
        }
        sweep(tasks, candidates);
    }

    private static void collect(int number, PlanTask task, TaskState state, Map<ChunkRef, Candidate> into) {
        if (state.hasFailed()) {
            // what it made is of no use, unless another table names it
            for (JobResult result : state.results().values()) {
                for (NewChunk chunk : result.outputs()) {
                    into.put(
                            chunk.chunk(),
                            new Candidate(
                                    number, chunk.object().key(), chunk.object().sizeBytes()));
                }
            }
            return;
        }
        task.drops().forEach(chunk -> add(number, chunk, into));
        state.results().forEach((job, result) -> {
            result.replaced(task.jobs().get(job)).forEach(chunk -> add(number, chunk, into));
        });
    }

    private static void add(int number, PlannedChunk chunk, Map<ChunkRef, Candidate> into) {
        PlannedObject object = chunk.object();
        if (object != null) {
            into.put(chunk.chunk(), new Candidate(number, object.key(), object.sizeBytes()));
        }
    }

    private void sweep(List<Integer> tasks, Map<ChunkRef, Candidate> candidates) throws IOException {
        if (tasks.isEmpty()) {
            return;
        }
        run.settings().events().step("looking for tables that still name chunks", candidates.size() + " chunks");
        Map<Integer, Long> named = new TreeMap<>();
        for (ChunkRef ref : new NamedChunks(run.store().loki()).among(candidates.keySet())) {
            named.merge(candidates.remove(ref).task(), 1L, Long::sum);
        }
        Map<Integer, List<Candidate>> byTask = new TreeMap<>();
        candidates
                .values()
                .forEach(candidate -> byTask.computeIfAbsent(candidate.task(), task -> new ArrayList<>())
                        .add(candidate));
        for (int task : tasks) {
            remove(task, byTask.getOrDefault(task, List.of()), named.getOrDefault(task, 0L));
        }
        tasks.clear();
        candidates.clear();
    }

    private void remove(int task, List<Candidate> unnamed, long named) throws IOException {
        run.settings().events().step("removing chunks", run.plan().task(task).subject());
        List<ObjectKey> keys = unnamed.stream().map(Candidate::key).sorted().toList();
        if (!keys.isEmpty()) {
            run.record(new JournalRecord.Sweeping(task, keys, run.now()));
            Trash trash = run.trash();
            trash.mark(run.now());
            for (int from = 0; from < keys.size(); from += BATCH) {
                run.checkLock();
                trash.remove(keys.subList(from, Math.min(keys.size(), from + BATCH)));
            }
        }
        long bytes = unnamed.stream().mapToLong(Candidate::bytes).sum();
        run.record(new JournalRecord.Swept(task, keys.size(), bytes, named));
    }
}
