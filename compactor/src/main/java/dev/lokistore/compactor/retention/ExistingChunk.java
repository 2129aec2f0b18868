package dev.lokistore.compactor.retention;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import java.time.Instant;
import java.util.List;

/**
 * A chunk whose object exists.
 *
 * @param through last entry, ms precision, inclusive
 * @param tables that name it; empty if no index does
 */
public record ExistingChunk(TenantId tenant, Labels labels, Instant through, List<NamingTable> tables) {
    public ExistingChunk {
        tables = List.copyOf(tables);
    }
}
