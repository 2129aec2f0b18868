package dev.lokistore.compactor.copy;

import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import java.nio.file.Path;
import java.util.Set;

/**
 * What is copied, and how it is laid out there.
 *
 * @param tenants empty for all
 * @param range chunks that do not overlap it are left out
 * @param filesystemNames whether chunks get the names of Loki's filesystem store
 * @param delimiter what stands for {@code :} in chunks' keys; of no account with filesystem names
 * @param recheck whether objects that are there already are read and compared; else their size must be right
 * @param dryRun only count
 * @param parallel objects at once, 1 or more
 * @param temporary an existing folder
 */
public record CopyRequest(
        Set<TenantId> tenants,
        TimeRange range,
        boolean filesystemNames,
        char delimiter,
        boolean recheck,
        boolean dryRun,
        int parallel,
        Path temporary) {
    public CopyRequest {
        tenants = Set.copyOf(tenants);
        if (parallel < 1) {
            throw new IllegalArgumentException("parallel is " + parallel + " but must be 1 or more");
        }
        if (delimiter == '/') {
            throw new IllegalArgumentException("'/' cannot stand for " + ChunkKeyScheme.DELIMITER);
        }
    }

    /** Everything. */
    boolean whole() {
        return tenants.isEmpty() && range.equals(TimeRange.ALL);
    }

    boolean wants(TenantId tenant) {
        return tenants.isEmpty() || tenants.contains(tenant);
    }
}
