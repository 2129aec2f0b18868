package dev.lokistore.compactor.engine;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.plan.ChunkJob;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlannedChunk;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.index.ChangeableStore;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Whether what a plan was made of is still as it was. */
final class InputCheck {
    private InputCheck() {}

    /**
     * Looks at every input of every task: index files by listings of their tables, chunks by a listing of their tenants.
     *
     * @throws PlanOutdatedException naming the first that changed
     */
    static void requireUnchanged(Plan plan, ChangeableStore store) throws IOException {
        Set<TenantId> tenants = new TreeSet<>();
        for (int i = 0; i < plan.taskCount(); i++) {
            PlanTask task = plan.task(i);
            Optional<String> change = changed(task, store.objects());
            if (change.isPresent()) {
                throw outdated(change.get());
            }
            chunksOf(task).forEach(chunk -> tenants.add(chunk.chunk().tenant()));
        }
        if (!tenants.isEmpty()) {
            requireChunks(plan, store, tenants);
        }
    }

    private static PlanOutdatedException outdated(String change) {
        return new PlanOutdatedException(change + " since the plan was made. Nothing was done; make the plan anew");
    }

    private static void requireChunks(Plan plan, ChangeableStore store, Set<TenantId> tenants) throws IOException {
        try (ChunkInventory chunks = store.loki().inventory(tenants, (subject, cause) -> {})) {
            for (int i = 0; i < plan.taskCount(); i++) {
                for (PlannedChunk chunk : chunksOf(plan.task(i))) {
                    PlannedObject planned = chunk.object();
                    Optional<ObjectInfo> found = chunks.find(chunk.chunk());
                    if (planned != null && found.isEmpty()) {
                        throw outdated(planned.key() + " has gone");
                    }
                    if (planned != null && !planned.isStill(found.get())) {
                        throw outdated(planned.key() + " has changed");
                    }
                }
            }
        }
    }

    /** All that have an object. */
    private static List<PlannedChunk> chunksOf(PlanTask task) {
        List<PlannedChunk> chunks = new ArrayList<>();
        for (ChunkJob job : task.jobs()) {
            chunks.addAll(job.sources());
        }
        for (PlannedChunk chunk : task.drops()) {
            if (chunk.object() != null) {
                chunks.add(chunk);
            }
        }
        return chunks;
    }

    /** What changed among the task's index files and other objects; chunks apart. */
    static Optional<String> changed(PlanTask task, ObjectReader objects) throws IOException {
        List<PlannedObject> inputs = new ArrayList<>(task.reads());
        inputs.addAll(task.replaces());
        Map<ObjectKey, ObjectInfo> listed =
                task.table() == null ? Map.of() : list(objects, task.table().path());
        for (PlannedObject input : inputs) {
            boolean ofTable = task.table() != null
                    && input.key().value().startsWith(task.table().path());
            Optional<ObjectInfo> now =
                    ofTable ? Optional.ofNullable(listed.get(input.key())) : Outputs.find(objects, input.key());
            if (now.isEmpty()) {
                return Optional.of(input.key() + " has gone");
            }
            if (!input.isStill(now.get())) {
                return Optional.of(input.key() + " has changed");
            }
        }
        return Optional.empty();
    }

    /** Bounded by the files of one table. */
    static Map<ObjectKey, ObjectInfo> list(ObjectReader objects, String prefix) throws IOException {
        Map<ObjectKey, ObjectInfo> found = new HashMap<>();
        try (Listing<ObjectInfo> listing = objects.list(prefix)) {
            while (listing.next()) {
                found.put(listing.entry().key(), listing.entry());
            }
        }
        return found;
    }
}
