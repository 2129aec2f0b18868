package dev.lokistore.index.deletes;

import dev.lokistore.chunk.TenantId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What a store of delete requests holds.
 *
 * @param requests by tenant, creation, id; all are in memory
 * @param cacheGenerations when a tenant's cached query results were last declared stale, ns since the epoch
 */
public record DeleteRequests(List<DeleteRequest> requests, Map<TenantId, Long> cacheGenerations) {
    private static final Comparator<DeleteRequest> ORDER = Comparator.comparing(DeleteRequest::tenant)
            .thenComparing(DeleteRequest::createdAt)
            .thenComparing(DeleteRequest::requestId);

    public DeleteRequests {
        requests = requests.stream().sorted(ORDER).toList();
        cacheGenerations = Map.copyOf(cacheGenerations);
    }

    /** Those of a tenant. */
    public long countOf(TenantId tenant) {
        return requests.stream()
                .filter(request -> request.tenant().equals(tenant))
                .count();
    }

    /** Whether a tenant has anything in the store. */
    public boolean has(TenantId tenant) {
        return cacheGenerations.containsKey(tenant) || countOf(tenant) > 0;
    }
}
