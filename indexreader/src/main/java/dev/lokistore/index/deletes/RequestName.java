package dev.lokistore.index.deletes;

import dev.lokistore.chunk.TenantId;

/**
 * What names a request in a store.
 *
 * @param requestId unique within the tenant
 */
public record RequestName(TenantId tenant, String requestId) {
    /** The name of a request. */
    public static RequestName of(DeleteRequest request) {
        return new RequestName(request.tenant(), request.requestId());
    }

    @Override
    public String toString() {
        return tenant + " " + requestId;
    }
}
