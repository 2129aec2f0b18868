package dev.lokistore.compactor.engine;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.compactor.plan.ChunkJob;
import dev.lokistore.compactor.plan.ChunkWork;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.compactor.plan.Work;
import dev.lokistore.compactor.rewrite.EntryDeletion;
import dev.lokistore.index.deletes.RequestChange;
import dev.lokistore.index.deletes.RequestName;
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
 * Changes stores of delete requests when everything else is done: requests that the plan carried out are marked, those of a
 * tenant that is gone go, those of one that is renamed follow it. What the plan could not do to chunks decides what becomes
 * of requests that are about these.
 */
final class RequestStage {
    private final PlanRun run;

    RequestStage(PlanRun run) {
        this.run = run;
    }

    /** The stores of delete requests that a task changes. */
    static List<ObjectKey> stores(PlanTask task) {
        return task.work().requestStore().isEmpty()
                ? List.of()
                : task.reads().stream().map(PlannedObject::key).toList();
    }

    /**
     * A compactor puts its own copy of the requests in the place of any other
     * ({@code formats/compaction-retention-deletes.md#33-the-store-boltdb-form}).
     *
     * @throws RefusedPlanException if the plan changes a store of requests and nobody gave his word that none runs
     */
    static void requireNoCompactor(Plan plan, RunSettings settings) throws IOException {
        if (settings.lokiStopped()) {
            return;
        }
        for (int i = 0; i < plan.taskCount(); i++) {
            if (!stores(plan.task(i)).isEmpty()) {
                throw new RefusedPlanException("plan " + plan.id()
                        + " changes Loki's store of delete requests: a compactor that runs, or starts"
                        + " again with its working directory, would put its own copy of them in the place of ours."
                        + " Stop Loki, remove delete_requests/ from the compactor's working directory, and give"
                        + " --loki-stopped");
            }
        }
    }

    void run() throws IOException {
        BitSet changing = new BitSet();
        for (int i = 0; i < run.plan().taskCount(); i++) {
            changing.set(i, run.plan().task(i).work().requestStore().isPresent());
        }
        run.each(
                "changing delete requests",
                false,
                false,
                (number, state) -> changing.get(number) && !state.areRequestsMarked(),
                this::change);
    }

    private void change(int number, PlanTask task, TaskState state) throws IOException {
        List<Remark> remarks = new ArrayList<>();
        Optional<RequestChange> change = Optional.empty();
        if (task.work() instanceof Work.Requests work) {
            change = marks(work, remarks);
        } else if (task.work() instanceof Work.DroppedRequests work) {
            Optional<String> left = left();
            left.ifPresent(
                    why -> remarks.add(remark(task, "the tenant's requests stay, since chunks of it do: " + why)));
            change = left.isPresent() ? Optional.empty() : Optional.of(new RequestChange.Without(work.tenant()));
        } else if (task.work() instanceof Work.RenamedRequests work) {
            Optional<String> left = left();
            left.ifPresent(why -> remarks.add(remark(
                    task,
                    "tenant '" + work.from() + "' keeps a copy of each request, since chunks of it stay: " + why)));
            change = Optional.of(new RequestChange.Renamed(work.from(), work.to(), left.isPresent(), run.now()));
        }
        if (change.isPresent()) {
            new RequestObjects(run).replace(number, task, state, change.get());
        }
        run.record(new JournalRecord.RequestsMarked(number, remarks));
    }

    private static Remark remark(PlanTask task, String text) {
        return new Remark(task.subject(), text);
    }

    private Optional<RequestChange> marks(Work.Requests work, List<Remark> remarks) throws IOException {
        Map<ChunkWork.EntryMatch, String> hindered = hindered(work.requests());
        work.pending().forEach(pending -> remarks.add(pending(pending.request(), pending.why())));
        hindered.forEach((request, why) -> remarks.add(pending(name(request), why)));
        Set<RequestName> done = work.requests().stream()
                .filter(request -> !hindered.containsKey(request))
                .map(RequestStage::name)
                .collect(Collectors.toSet());
        return done.isEmpty() ? Optional.empty() : Optional.of(new RequestChange.Processed(done, run.now()));
    }

    private static Remark pending(RequestName request, String why) {
        return new Remark("delete request " + request, "stays pending: " + why);
    }

    private static RequestName name(ChunkWork.EntryMatch request) {
        return new RequestName(Objects.requireNonNull(request.tenant()), Objects.requireNonNull(request.request()));
    }

    /** Chunks that stay though they were to be changed. */
    private interface Staying {
        void of(List<ChunkJob> jobs, String why);
    }

    /** Why chunks stay, the first reason; empty if none does. */
    private Optional<String> left() throws IOException {
        List<String> reasons = new ArrayList<>();
        staying((jobs, why) -> {
            if (!jobs.isEmpty()) {
                reasons.add(why);
            }
        });
        return reasons.stream().findFirst();
    }

    /** Requests that may be about chunks which stay, each with the first reason. */
    private Map<ChunkWork.EntryMatch, String> hindered(List<ChunkWork.EntryMatch> requests) throws IOException {
        Map<ChunkWork.EntryMatch, String> hindered = new LinkedHashMap<>();
        if (requests.isEmpty()) {
            return hindered;
        }
        EntryDeletion deletion = new EntryDeletion(new ChunkWork.Delete(requests, List.of()));
        staying((jobs, why) -> {
            for (ChunkJob job : jobs) {
                for (var source : job.sources()) {
                    ChunkRef chunk = source.chunk();
                    deletion.reaching(chunk, Optional.empty()).forEach(rule -> hindered.putIfAbsent(rule, why));
                }
            }
        });
        return hindered;
    }

    private void staying(Staying staying) throws IOException {
        Plan plan = run.plan();
        for (int i = 0; i < plan.taskCount(); i++) {
            PlanTask task = plan.task(i);
            TaskState state = run.state().task(i);
            String error = state.error();
            if (error != null) {
                staying.of(task.jobs(), task.subject() + ": " + error);
                for (int other : task.jobsOf()) {
                    staying.of(plan.task(other).jobs(), task.subject() + ": " + error);
                }
                continue;
            }
            if (state.keptNamed() > 0) {
                staying.of(task.jobs(), task.subject() + ": chunks stay that a table still names");
            }
            for (int job = 0; job < task.jobs().size(); job++) {
                JobResult result = state.results().get(job);
                if (result == null || result.hindered()) {
                    String why = result == null ? "not done" : String.valueOf(result.keptBecause());
                    staying.of(List.of(task.jobs().get(job)), why);
                }
            }
        }
    }
}
