package dev.lokistore.index;

import dev.lokistore.chunk.TenantId;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Digests of the chunk rows of several tenants, while rows come in. Not thread-safe. */
public final class TenantDigests {
    private static final class Sum {
        private long count;
        private long sum;
    }

    private final Map<TenantId, Sum> tenants = new HashMap<>();
    private @Nullable TenantId last;
    private Sum lastSum = new Sum();

    /** @param hash {@link ReferenceDigest#hash} of a row */
    public void add(TenantId tenant, long hash) {
        Sum sum = sumOf(tenant);
        sum.count++;
        sum.sum += hash;
    }

    public void add(TenantId tenant, ReferenceDigest digest) {
        Sum sum = sumOf(tenant);
        sum.count += digest.count();
        sum.sum += digest.sum();
    }

    private Sum sumOf(TenantId tenant) {
        // rows of one tenant come together, mostly with the same object for it
        if (tenant != last) {
            lastSum = tenants.computeIfAbsent(tenant, added -> new Sum());
            last = tenant;
        }
        return lastSum;
    }

    public ReferenceDigest of(TenantId tenant) {
        Sum sum = tenants.get(tenant);
        return sum == null ? ReferenceDigest.NONE : new ReferenceDigest(sum.count, sum.sum);
    }

    /** Of all tenants that have rows. */
    public SortedMap<TenantId, ReferenceDigest> all() {
        SortedMap<TenantId, ReferenceDigest> all = new TreeMap<>();
        tenants.forEach((tenant, sum) -> {
            if (sum.count > 0) {
                all.put(tenant, new ReferenceDigest(sum.count, sum.sum));
            }
        });
        return Collections.unmodifiableSortedMap(all);
    }
}
