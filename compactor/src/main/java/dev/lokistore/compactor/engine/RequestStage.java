package dev.lokistore.compactor.engine;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.compactor.digest.Digests;
import dev.lokistore.compactor.plan.ChunkJob;
import dev.lokistore.compactor.plan.ChunkWork;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.compactor.plan.Waits;
import dev.lokistore.compactor.plan.Work;
import dev.lokistore.compactor.rewrite.EntryDeletion;
import dev.lokistore.index.deletes.DeleteRequestStore;
import dev.lokistore.index.deletes.RequestName;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Marks delete requests that the plan carried out as processed. Their store keeps its key, so it is the one object that is
 * overwritten: a copy goes into the trash first, and it must be what the plan read.
 */
final class RequestStage {
    private final PlanRun run;

    RequestStage(PlanRun run) {
        this.run = run;
    }

    /**
     * A compactor puts its own copy of the requests in the place of any other
     * ({@code formats/compaction-retention-deletes.md#33-the-store-boltdb-form}).
     *
     * @throws RefusedPlanException if the plan marks requests and nobody gave his word that none runs
     */
    static void requireNoCompactor(Plan plan, RunSettings settings) throws IOException {
        if (settings.waits().equals(Waits.NONE)) {
            return;
        }
        for (int i = 0; i < plan.taskCount(); i++) {
            if (plan.task(i).work() instanceof Work.Requests) {
                throw new RefusedPlanException(
                        "plan " + plan.id() + " marks delete requests as processed: a compactor that"
                                + " runs, or starts again with its working directory, would put its own copy of them in the place of"
                                + " ours. Stop Loki, remove delete_requests/ from the compactor's working directory, and give"
                                + " --loki-stopped");
            }
        }
    }

    void run() throws IOException {
        BitSet marking = new BitSet();
        for (int i = 0; i < run.plan().taskCount(); i++) {
            marking.set(i, run.plan().task(i).work() instanceof Work.Requests);
        }
        run.each(
                "marking delete requests",
                false,
                false,
                (number, state) -> marking.get(number) && !state.areRequestsMarked(),
                this::mark);
    }

    private void mark(int number, PlanTask task, TaskState state) throws IOException {
        Work.Requests work = (Work.Requests) task.work();
        Map<ChunkWork.EntryMatch, String> hindered = hindered(work.requests());
        List<Remark> pending = new ArrayList<>();
        hindered.forEach(
                (request, why) -> pending.add(new Remark("delete request " + name(request), "stays pending: " + why)));
        Set<RequestName> done = work.requests().stream()
                .filter(request -> !hindered.containsKey(request))
                .map(RequestStage::name)
                .collect(Collectors.toSet());
        if (!done.isEmpty()) {
            replace(number, task.reads().get(0), work.form(), state, done);
        }
        run.record(new JournalRecord.RequestsMarked(number, pending));
    }

    private static RequestName name(ChunkWork.EntryMatch request) {
        return new RequestName(Objects.requireNonNull(request.tenant()), Objects.requireNonNull(request.request()));
    }

    /** Requests that may be about chunks which stay, each with the first reason. */
    private Map<ChunkWork.EntryMatch, String> hindered(List<ChunkWork.EntryMatch> requests) throws IOException {
        EntryDeletion deletion = new EntryDeletion(new ChunkWork.Delete(requests, List.of()));
        Map<ChunkWork.EntryMatch, String> hindered = new LinkedHashMap<>();
        Plan plan = run.plan();
        for (int i = 0; i < plan.taskCount(); i++) {
            PlanTask task = plan.task(i);
            TaskState state = run.state().task(i);
            String error = state.error();
            if (error != null) {
                hinder(deletion, task.jobs(), task.subject() + ": " + error, hindered);
                for (int other : task.jobsOf()) {
                    hinder(deletion, plan.task(other).jobs(), task.subject() + ": " + error, hindered);
                }
                continue;
            }
            if (state.keptNamed() > 0) {
                hinder(deletion, task.jobs(), task.subject() + ": chunks stay that a table still names", hindered);
            }
            for (int job = 0; job < task.jobs().size(); job++) {
                JobResult result = state.results().get(job);
                if (result == null || result.hindered()) {
                    String why = result == null ? "not done" : String.valueOf(result.keptBecause());
                    hinder(deletion, List.of(task.jobs().get(job)), why, hindered);
                }
            }
        }
        return hindered;
    }

    private static void hinder(
            EntryDeletion deletion, List<ChunkJob> jobs, String why, Map<ChunkWork.EntryMatch, String> hindered) {
        for (ChunkJob job : jobs) {
            for (var source : job.sources()) {
                ChunkRef chunk = source.chunk();
                deletion.reaching(chunk, Optional.empty()).forEach(rule -> hindered.putIfAbsent(rule, why));
            }
        }
    }

    private void replace(
            int number, PlannedObject planned, DeleteRequestStore.Form form, TaskState state, Set<RequestName> done)
            throws IOException {
        ObjectKey key = planned.key();
        WrittenObject announced = state.requests();
        if (announced != null
                && new Outputs(run.objects()).exists(announced)
                && Digests.of(run.objects(), key).equals(announced.sha256())) {
            return; // by a run that was cut off
        }
        byte[] body = new DeleteRequestStore(requireStill(planned), form)
                .processed(run.objects(), done, run.now(), run.settings().temporary());
        WrittenObject output = new WrittenObject(key, body.length, Digests.of(body));
        run.record(new JournalRecord.RequestsAnnounced(number, output));
        Trash trash = run.keepingTrash();
        trash.mark(run.now());
        trash.copy(key);
        requireStill(planned);
        run.checkLock();
        run.objects().put(key, body);
        if (!Digests.of(run.objects(), key).equals(output.sha256())) {
            run.objects().copy(OwnKeys.trashed(run.plan().id(), key), key);
            throw new TaskFailedException(
                    key
                            + " reads back otherwise than it was written, and is again what it was: the store cannot be trusted");
        }
    }

    private ObjectInfo requireStill(PlannedObject planned) throws IOException {
        Optional<ObjectInfo> now = Outputs.find(run.objects(), planned.key());
        if (now.isEmpty() || !planned.isStill(now.get())) {
            throw new TaskFailedException(planned.key() + " has " + (now.isEmpty() ? "gone" : "changed")
                    + " since the plan was made, so no request is marked: is a compactor at work?");
        }
        return now.get();
    }
}
