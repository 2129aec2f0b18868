package dev.lokistore.compactor.rewrite;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.retention.Volume;

/**
 * What a delete is about in one tenant, as the index tells it.
 *
 * @param whole chunks all of whose entries are meant
 * @param partly chunks that are read to find out which of their entries are meant
 * @param missing chunks that the index names and that have no object: their rows stay
 * @param leftOut chunks that may hold what is meant and stay, since a table that names them is left out or cannot be read
 */
public record DeletionRow(TenantId tenant, Volume whole, Volume partly, long missing, Volume leftOut) {
    static DeletionRow none(TenantId tenant) {
        return new DeletionRow(tenant, Volume.NONE, Volume.NONE, 0, Volume.NONE);
    }

    DeletionRow plusWhole(long bytes) {
        return new DeletionRow(tenant, whole.plusChunk(bytes), partly, missing, leftOut);
    }

    DeletionRow plusPartly(long bytes) {
        return new DeletionRow(tenant, whole, partly.plusChunk(bytes), missing, leftOut);
    }

    DeletionRow plusMissing() {
        return new DeletionRow(tenant, whole, partly, missing + 1, leftOut);
    }

    DeletionRow plusLeftOut(long bytes) {
        return new DeletionRow(tenant, whole, partly, missing, leftOut.plusChunk(bytes));
    }
}
