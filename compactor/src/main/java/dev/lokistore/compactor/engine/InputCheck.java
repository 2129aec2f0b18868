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
    /** Cheaper to ask for than to list. */
    private static final int FEW = 20;

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
                    if (planned == null && found.isPresent()) {
                        throw outdated(found.get().key() + " has come back");
                    }
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

    /** Those that are rewritten or go. */
    private static List<PlannedChunk> chunksOf(PlanTask task) {
        List<PlannedChunk> chunks = new ArrayList<>();
        for (ChunkJob job : task.jobs()) {
            chunks.addAll(job.sources());
        }
        chunks.addAll(task.drops());
        return chunks;
    }

    /** What changed among the task's index files and other objects; chunks apart. */
    static Optional<String> changed(PlanTask task, ObjectReader objects) throws IOException {
        List<PlannedObject> inputs = new ArrayList<>(task.reads());
        inputs.addAll(task.replaces());
        Set<String> folders = new TreeSet<>();
        task.work().source().ifPresent(source -> folders.add(source.path()));
        folders.add(task.table() == null ? commonFolder(inputs) : task.table().path());
        folders.remove("");
        Map<ObjectKey, ObjectInfo> listed = new HashMap<>();
        for (String folder : folders) {
            listed.putAll(list(objects, folder));
        }
        for (PlannedObject input : inputs) {
            boolean inFolder = folders.stream().anyMatch(input.key().value()::startsWith);
            Optional<ObjectInfo> now =
                    inFolder ? Optional.ofNullable(listed.get(input.key())) : Outputs.find(objects, input.key());
            if (now.isEmpty()) {
                return Optional.of(input.key() + " has gone");
            }
            if (!input.isStill(now.get())) {
                return Optional.of(input.key() + " has changed");
            }
        }
        return Optional.empty();
    }

    /** What many objects lie in together, so that one listing finds them all; empty where it does not pay to list. */
    private static String commonFolder(List<PlannedObject> inputs) {
        if (inputs.size() < FEW) {
            return "";
        }
        String common = inputs.get(0).key().value();
        for (PlannedObject input : inputs) {
            while (!input.key().value().startsWith(common)) {
                common = common.substring(0, common.length() - 1);
            }
        }
        return common.substring(0, common.lastIndexOf('/') + 1);
    }

    /** Bounded by the files of one folder. */
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
