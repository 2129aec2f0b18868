package dev.lokistore.index;

import dev.lokistore.chunk.TenantId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What became of the chunk rows of a table, by tenant, while it grows: see {@link RowTally}. Not thread-safe.
 *
 * @param added under the tenant that a row was added for
 */
public record TableTally(TenantDigests read, TenantDigests duplicates, TenantDigests dropped, TenantDigests added) {
    public TableTally() {
        this(new TenantDigests(), new TenantDigests(), new TenantDigests(), new TenantDigests());
    }

    public RowTally of(TenantId tenant) {
        return new RowTally(read.of(tenant), duplicates.of(tenant), dropped.of(tenant), added.of(tenant));
    }

    /** As far as it has grown. */
    public SortedMap<TenantId, RowTally> tenants() {
        SortedSet<TenantId> known = new TreeSet<>(read.all().keySet());
        known.addAll(added.all().keySet());
        SortedMap<TenantId, RowTally> tallies = new TreeMap<>();
        known.forEach(tenant -> tallies.put(tenant, of(tenant)));
        return Collections.unmodifiableSortedMap(tallies);
    }
}
