package dev.lokistore.compactor.plan;

import dev.lokistore.objectstore.ObjectKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One part of a plan that is done, or fails, by itself: usually one table.
 *
 * @param subject what it is about, for people: a table's name, a tenant
 * @param table whose files it rewrites; null if it changes no table
 * @param work how new objects come to be
 * @param reads objects that are read and stay
 * @param replaces objects whose place the new ones take: they go once readers had time to see those. Index files of the
 *     task's own table or of the one whose rows its work takes, or objects that are no index files and no chunks
 * @param jobs chunks that are rewritten
 * @param jobsOf numbers of earlier tasks whose jobs concern this table's rows too: their chunks reach into its days
 * @param drops chunks whose rows go, and whose objects follow once no table names them. A chunk that several tables name
 *     is among the drops of one and the {@code unlists} of the others
 * @param unlists chunks whose rows go from this table and whose objects stay
 * @param estimate of what it will write
 */
public record PlanTask(
        String subject,
        @Nullable TableFolder table,
        Work work,
        List<PlannedObject> reads,
        List<PlannedObject> replaces,
        List<ChunkJob> jobs,
        List<Integer> jobsOf,
        List<PlannedChunk> drops,
        List<PlannedChunk> unlists,
        Estimate estimate) {
    public PlanTask {
        reads = List.copyOf(reads);
        replaces = List.copyOf(replaces);
        jobs = List.copyOf(jobs);
        jobsOf = List.copyOf(jobsOf);
        drops = List.copyOf(drops);
        unlists = List.copyOf(unlists);
        Set<ObjectKey> keys = new HashSet<>();
        for (PlannedObject object : replaces) {
            if (!keys.add(object.key())) {
                throw new IllegalArgumentException(subject + " replaces " + object.key() + " twice");
            }
            String key = object.key().value();
            boolean ofSource = work.source()
                    .filter(source -> key.startsWith(source.path()))
                    .isPresent();
            if (table != null && !key.startsWith(table.path()) && !ofSource) {
                throw new IllegalArgumentException(subject + " replaces " + key + ", which is not in " + table.path());
            }
        }
    }

    /** A task that only makes new index files of those of a table. */
    public static PlanTask ofTable(TableFolder table, Work work, List<PlannedObject> replaces, Estimate estimate) {
        return new PlanTask(
                table.name(), table, work, List.of(), replaces, List.of(), List.of(), List.of(), List.of(), estimate);
    }

    /** A task that puts another store of delete requests in the place of one. */
    public static PlanTask ofRequests(PlannedObject store, Work work) {
        if (work.requestStore().isEmpty()) {
            throw new IllegalArgumentException("no work on delete requests: " + work);
        }
        return new PlanTask(
                store.key().value(),
                null,
                work,
                List.of(store),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new Estimate(1, store.sizeBytes(), store.sizeBytes()));
    }

    /** Whether rows of tables change, and not only the files that hold them. */
    public boolean changesRows() {
        return !jobs.isEmpty() || !jobsOf.isEmpty() || !drops.isEmpty() || !unlists.isEmpty();
    }

    /** Whether chunk objects may go. */
    public boolean sweeps() {
        return !jobs.isEmpty() || !drops.isEmpty();
    }
}
