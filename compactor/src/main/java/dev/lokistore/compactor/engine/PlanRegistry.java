package dev.lokistore.compactor.engine;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.compactor.plan.NoSuchPlanException;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.plan.PlanException;
import dev.lokistore.compactor.plan.PlanId;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.objectstore.Folder;
import dev.lokistore.objectstore.ListEntry;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectBody;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The plans that were begun on a store, with their journals: in the store itself under {@code .lokistore/plans/}, or in a
 * folder of this machine that stands for it.
 */
public final class PlanRegistry {
    private final ObjectStore state;
    private final Path temporary;

    /**
     * @param state the store below its root, or a local folder as a store
     * @param temporary an existing folder for copies of plans
     */
    public PlanRegistry(ObjectStore state, Path temporary) {
        this.state = state;
        this.temporary = temporary;
    }

    ObjectStore state() {
        return state;
    }

    /** Keeps the plan, so that it can be carried on from anywhere. */
    void save(Plan plan) throws IOException {
        if (Outputs.find(state, OwnKeys.plan(plan.id())).isEmpty()) {
            state.put(OwnKeys.plan(plan.id()), plan.file());
        }
    }

    /** The ids of all plans that were begun, in order. Journals whose plan was removed are no plans any more. */
    public List<PlanId> ids() throws IOException {
        List<PlanId> ids = new ArrayList<>();
        for (PlanId id : folders()) {
            if (Outputs.find(state, OwnKeys.plan(id)).isPresent()) {
                ids.add(id);
            }
        }
        return ids;
    }

    /** Of all plans of which anything is kept, in order. */
    List<PlanId> folders() throws IOException {
        List<PlanId> ids = new ArrayList<>();
        try (Listing<ListEntry> listing = state.listLevel(OwnKeys.PLANS)) {
            while (listing.next()) {
                if (listing.entry() instanceof Folder folder) {
                    id(folder.prefix()).ifPresent(ids::add);
                }
            }
        }
        return ids;
    }

    private static Optional<PlanId> id(String folder) {
        try {
            return Optional.of(PlanId.of(folder.substring(OwnKeys.PLANS.length(), folder.length() - 1)));
        } catch (IllegalArgumentException e) {
            // not ours
            return Optional.empty();
        }
    }

    /**
     * A plan that was begun.
     *
     * @throws NoSuchPlanException if there is none of this id
     * @throws PlanException if what the store keeps of it is not what was begun
     */
    public Plan open(PlanId id) throws IOException {
        ObjectKey key = OwnKeys.plan(id);
        Path file = Files.createTempFile(temporary, "lokistore-plan-", ".json");
        try (ObjectBody body = state.get(key)) {
            Files.copy(body.stream(), file, StandardCopyOption.REPLACE_EXISTING);
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.NO_SUCH_OBJECT) {
                throw new NoSuchPlanException("no plan " + id + " was begun on " + state.name()
                        + ": 'lokistore plans' lists those that were");
            }
            throw e;
        }
        Plan plan;
        try {
            plan = Plan.open(file);
        } catch (PlanException e) {
            // its message names our copy, and advises a new plan: too late for one that was begun
            throw damaged(key, e);
        }
        if (!plan.id().equals(id)) {
            throw new PlanException(key + " holds the plan " + plan.id());
        }
        return plan;
    }

    private PlanException damaged(ObjectKey key, PlanException cause) {
        PlanException damaged = new PlanException(key + " in " + state.name()
                + " is cut off, damaged, or of another version of Lokistore. Nothing was done; restore the object (a file"
                + " that --plan wrote is the same), or look at what the plan did so far by hand");
        damaged.initCause(cause);
        return damaged;
    }

    /** How far a plan is. */
    public PlanStatus status(Plan plan) throws IOException {
        List<JournalRecord> records = new ArrayList<>();
        Journal.open(state, plan.id(), records);
        return PlanStatus.of(plan, new RunState(plan.taskCount(), records));
    }

    /** All that were begun and neither finished nor undone, the oldest first. */
    public List<PlanStatus> unfinished() throws IOException {
        List<PlanStatus> unfinished = new ArrayList<>();
        for (PlanId id : ids()) {
            PlanStatus status = status(open(id));
            if (status.open()) {
                unfinished.add(status);
            }
        }
        unfinished.sort(Comparator.comparing(PlanStatus::createdAt));
        return unfinished;
    }

    /** Chunks that unfinished plans are about: what they rewrite, drop or have written. Some 100 bytes each. */
    public Set<ChunkRef> claimed() throws IOException {
        Set<ChunkRef> claimed = new HashSet<>();
        for (PlanStatus status : unfinished()) {
            Plan plan = open(status.id());
            List<JournalRecord> records = new ArrayList<>();
            Journal.open(state, plan.id(), records);
            RunState run = new RunState(plan.taskCount(), records);
            for (int i = 0; i < plan.taskCount(); i++) {
                PlanTask task = plan.task(i);
                task.jobs().forEach(job -> job.sources().forEach(chunk -> claimed.add(chunk.chunk())));
                task.drops().forEach(chunk -> claimed.add(chunk.chunk()));
                task.unlists().forEach(chunk -> claimed.add(chunk.chunk()));
                run.task(i)
                        .results()
                        .values()
                        .forEach(result -> result.outputs().forEach(chunk -> claimed.add(chunk.chunk())));
            }
        }
        return claimed;
    }
}
