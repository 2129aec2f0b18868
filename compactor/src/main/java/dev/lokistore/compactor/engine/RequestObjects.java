package dev.lokistore.compactor.engine;

import dev.lokistore.compactor.digest.Digests;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.index.deletes.DeleteRequestStore;
import dev.lokistore.index.deletes.RequestChange;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Overwrites stores of delete requests, the only objects that keep their keys: a copy goes into the trash first, and what is
 * overwritten must be what the plan read.
 */
final class RequestObjects {
    private final PlanRun run;
    private final Trash trash;

    RequestObjects(PlanRun run) {
        this.run = run;
        this.trash = run.keepingTrash();
    }

    /** Puts the changed store in its place, unless a run that was cut off did. */
    void replace(int number, PlanTask task, TaskState state, RequestChange change) throws IOException {
        PlannedObject planned = task.reads().get(0);
        ObjectKey key = planned.key();
        WrittenObject announced = state.requests();
        if (announced == null || !isThere(announced)) {
            DeleteRequestStore before = new DeleteRequestStore(
                    requireStill(planned), task.work().requestStore().orElseThrow());
            byte[] body = before.changed(run.objects(), change, run.settings().temporary());
            WrittenObject output = new WrittenObject(key, body.length, Digests.of(body));
            WrittenObject former = new WrittenObject(key, planned.sizeBytes(), Digests.of(run.objects(), key));
            run.record(new JournalRecord.RequestsAnnounced(number, former, output));
            trash.mark(run.now());
            trash.copy(key);
            requireStill(planned);
            run.checkLock();
            run.objects().put(key, body);
            if (!isThere(output)) {
                run.objects().copy(OwnKeys.trashed(run.plan().id(), key), key);
                throw new TaskFailedException(key + " reads back otherwise than it was written, and is again what it"
                        + " was: the store cannot be trusted");
            }
        }
        if (change instanceof RequestChange.Without) {
            trash.forget(List.of(key)); // what is to be gone is gone
        }
    }

    /** What speaks against giving the former store its place again; nothing if it has it. */
    Optional<String> hindrance(TaskState state) throws IOException {
        WrittenObject announced = Objects.requireNonNull(state.requests());
        ObjectKey key = announced.key();
        if (isThere(Objects.requireNonNull(state.formerRequests()))) {
            return Optional.empty();
        }
        if (!isThere(announced)) {
            return Optional.of(key + " has changed since the plan wrote it: somebody made or carried out requests");
        }
        return Outputs.find(run.objects(), OwnKeys.trashed(run.plan().id(), key))
                        .isPresent()
                ? Optional.empty()
                : Optional.of(key + " as it was is not in the trash any more");
    }

    /** Gives the former store its place again. */
    void restore(TaskState state) throws IOException {
        WrittenObject announced = Objects.requireNonNull(state.requests());
        if (isThere(announced)) {
            run.checkLock();
            run.objects().copy(OwnKeys.trashed(run.plan().id(), announced.key()), announced.key());
        }
    }

    private boolean isThere(WrittenObject output) throws IOException {
        return new Outputs(run.objects()).exists(output)
                && Digests.of(run.objects(), output.key()).equals(output.sha256());
    }

    private ObjectInfo requireStill(PlannedObject planned) throws IOException {
        Optional<ObjectInfo> now = Outputs.find(run.objects(), planned.key());
        if (now.isEmpty() || !planned.isStill(now.get())) {
            throw new TaskFailedException(planned.key() + " has " + (now.isEmpty() ? "gone" : "changed")
                    + " since the plan was made, so no request in it is changed: is a compactor at work?");
        }
        return now.get();
    }
}
