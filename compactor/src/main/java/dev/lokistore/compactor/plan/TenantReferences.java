package dev.lokistore.compactor.plan;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.ReferenceDigest;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What rows of a tenant a table holds, or is to hold. */
public record TenantReferences(TenantId tenant, ReferenceDigest references) {
    public static List<TenantReferences> of(SortedMap<TenantId, ReferenceDigest> tenants) {
        return tenants.entrySet().stream()
                .map(tenant -> new TenantReferences(tenant.getKey(), tenant.getValue()))
                .toList();
    }

    public static SortedMap<TenantId, ReferenceDigest> map(List<TenantReferences> tenants) {
        SortedMap<TenantId, ReferenceDigest> map = new TreeMap<>();
        tenants.forEach(tenant -> map.put(tenant.tenant(), tenant.references()));
        return map;
    }

    /** Rows of all tenants. */
    public static long count(List<TenantReferences> tenants) {
        return tenants.stream().mapToLong(tenant -> tenant.references().count()).sum();
    }
}
