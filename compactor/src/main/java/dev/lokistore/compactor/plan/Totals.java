package dev.lokistore.compactor.plan;

import java.util.Collection;

/**
 * What a plan comes to.
 *
 * @param tables that are rewritten
 * @param objectsRead index files, and chunks that are rewritten
 * @param objectsWritten estimated
 * @param objectsDeleted at most: chunks that some table turns out to name stay
 * @param bytesRead estimated
 * @param bytesWritten estimated
 * @param bytesFreed stored size of what goes less that of what comes, estimated; may be negative
 * @param requests to the store, estimated
 */
public record Totals(
        long tables,
        long objectsRead,
        long objectsWritten,
        long objectsDeleted,
        long bytesRead,
        long bytesWritten,
        long bytesFreed,
        long requests) {
    public static final Totals NOTHING = new Totals(0, 0, 0, 0, 0, 0, 0, 0);

    /** Reads, read-back, journal: what comes with each object written. */
    private static final int REQUESTS_AN_OUTPUT = 3;

    private static final int DELETE_BATCH = 1000;

    static Totals of(PlanTask task, boolean trash) {
        long sources =
                task.jobs().stream().mapToLong(job -> job.sources().size()).sum();
        long read = task.reads().size() + task.replaces().size() + sources;
        long dropped =
                task.drops().stream().filter(chunk -> chunk.object() != null).count();
        long deleted = task.replaces().size() + sources + dropped;
        Estimate estimate = task.estimate();
        long freed = bytes(task.replaces())
                + task.jobs().stream()
                        .mapToLong(job -> chunkBytes(job.sources()))
                        .sum()
                + chunkBytes(task.drops())
                // which is overwritten
                + (task.work().requestStore().isPresent() ? bytes(task.reads()) : 0)
                - estimate.bytesWritten();
        long requests = read
                + estimate.rangesRead()
                + REQUESTS_AN_OUTPUT * estimate.objectsWritten()
                + (trash ? 2 * deleted : 0)
                + (deleted + DELETE_BATCH - 1) / DELETE_BATCH
                + (task.table() == null ? 0 : 2);
        return new Totals(
                task.table() == null ? 0 : 1,
                read,
                estimate.objectsWritten(),
                deleted,
                estimate.bytesRead() + estimate.rangeBytesRead(),
                estimate.bytesWritten(),
                freed,
                requests);
    }

    private static long bytes(Collection<PlannedObject> objects) {
        return objects.stream().mapToLong(PlannedObject::sizeBytes).sum();
    }

    private static long chunkBytes(Collection<PlannedChunk> chunks) {
        long sum = 0;
        for (PlannedChunk chunk : chunks) {
            PlannedObject object = chunk.object();
            sum += object == null ? 0 : object.sizeBytes();
        }
        return sum;
    }

    Totals plus(Totals other) {
        return new Totals(
                tables + other.tables,
                objectsRead + other.objectsRead,
                objectsWritten + other.objectsWritten,
                objectsDeleted + other.objectsDeleted,
                bytesRead + other.bytesRead,
                bytesWritten + other.bytesWritten,
                bytesFreed + other.bytesFreed,
                requests + other.requests);
    }
}
