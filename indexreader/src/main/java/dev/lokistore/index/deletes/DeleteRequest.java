package dev.lokistore.index.deletes;

import dev.lokistore.chunk.TenantId;
import java.time.Instant;
import java.util.List;

/**
 * A delete request with its shards merged, as Loki's API lists it
 * ({@code formats/compaction-retention-deletes.md#3-delete-requests}).
 *
 * @param requestId 8 hex digits, unique within a tenant
 * @param query LogQL as stored, not checked. Of Loki 2.5 possibly several selectors, any of which matches, with a NUL
 *     between two; see {@link #selectors()}
 * @param from first instant, ms precision
 * @param through last instant, ms precision, inclusive
 * @param createdAt ms precision
 * @param shards pieces by time into which Loki has cut the request, 1 or more
 */
public record DeleteRequest(
        String requestId,
        TenantId tenant,
        String query,
        Instant from,
        Instant through,
        DeleteStatus status,
        Instant createdAt,
        long shards) {
    private static final String SEPARATOR = "\0";

    public DeleteRequest {
        if (through.isBefore(from)) {
            throw new IllegalArgumentException("delete request " + requestId + " ends before it begins");
        }
    }

    /** The same request, all of it done. */
    DeleteRequest processed() {
        return new DeleteRequest(
                requestId, tenant, query, from, through, new DeleteStatus(shards, shards), createdAt, shards);
    }

    /** The same request under another name. */
    DeleteRequest named(RequestName name) {
        return new DeleteRequest(name.requestId(), name.tenant(), query, from, through, status, createdAt, shards);
    }

    /** The selectors that the query consists of: one, except in requests of Loki 2.5. */
    public List<String> selectors() {
        return List.of(query.split(SEPARATOR, -1));
    }

    /** For people; several selectors have {@code or} between them, which no LogQL parser accepts. */
    public String queryText() {
        return String.join(" or ", selectors());
    }
}
