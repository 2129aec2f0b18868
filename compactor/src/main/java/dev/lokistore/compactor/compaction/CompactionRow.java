package dev.lokistore.compactor.compaction;

import dev.lokistore.chunk.TenantId;

/**
 * What chunk compaction does to a tenant, about.
 *
 * @param chunks that tables in the plan name, each once in each
 * @param storedBytes of these
 * @param merged those of them that are merged
 * @param mergedBytes stored size of these
 * @param newChunks in their place
 * @param newBytes of these
 * @param crossing left out since they reach into another table's day
 * @param overlapping left out since they overlap one that is left out
 * @param unfit left out since an earlier run found that they cannot be merged
 * @param missing named by the index, and not there
 * @param expiring left out since retention takes them soon
 */
public record CompactionRow(
        TenantId tenant,
        long chunks,
        long storedBytes,
        long merged,
        long mergedBytes,
        long newChunks,
        long newBytes,
        long crossing,
        long overlapping,
        long unfit,
        long missing,
        long expiring) {
    /** Nothing yet. */
    static CompactionRow of(TenantId tenant) {
        return new CompactionRow(tenant, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    CompactionRow plus(CompactionRow other) {
        return new CompactionRow(
                tenant,
                chunks + other.chunks,
                storedBytes + other.storedBytes,
                merged + other.merged,
                mergedBytes + other.mergedBytes,
                newChunks + other.newChunks,
                newBytes + other.newBytes,
                crossing + other.crossing,
                overlapping + other.overlapping,
                unfit + other.unfit,
                missing + other.missing,
                expiring + other.expiring);
    }
}
