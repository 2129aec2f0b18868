package dev.lokistore.index.report;

import dev.lokistore.chunk.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code tenants}.
 *
 * @param tables in which the tenant has a stream; 0 for a tenant that only chunk objects know
 * @param streams distinct label sets; of a tenant without an index, distinct fingerprints
 * @param chunks that an index names, each once, whether or not the object exists; of a tenant without an index, objects
 * @param storedBytes of the chunk objects that exist
 * @param from of the oldest chunk, ms precision; null if there is none
 * @param through of the youngest chunk, inclusive, ms precision; null if there is none
 */
public record TenantRow(
        TenantId tenant,
        int tables,
        long streams,
        long chunks,
        long storedBytes,
        @Nullable Instant from,
        @Nullable Instant through) {}
