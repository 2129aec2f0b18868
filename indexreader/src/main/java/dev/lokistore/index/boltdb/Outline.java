package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.TenantId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where the rows of a bucket are: what an index needs to seek by, since keys start with shard, tenant and day. Bounded by
 * tenants x days x shards.
 */
final class Outline {
    /** The rows of a tenant and day. */
    static final class Day {
        private final SortedSet<Integer> shards = new TreeSet<>();
        private boolean chunks;

        /** Where series or label rows were seen; {@link RowHash#PLAIN} for those without a shard. */
        SortedSet<Integer> shards() {
            return Collections.unmodifiableSortedSet(shards);
        }

        boolean hasChunks() {
            return chunks;
        }
    }

    private final SortedMap<TenantId, SortedMap<Long, Day>> tenants = new TreeMap<>();
    private BoltdbEvidence evidence = BoltdbEvidence.NONE;

    void addShard(RowHash hash) {
        day(hash).shards.add(hash.shard());
    }

    void addChunks(RowHash hash) {
        day(hash).chunks = true;
    }

    private Day day(RowHash hash) {
        return tenants.computeIfAbsent(hash.tenant(), tenant -> new TreeMap<>())
                .computeIfAbsent(hash.day(), day -> new Day());
    }

    void addEvidence(BoltdbEvidence more) {
        evidence = evidence.and(more);
    }

    SortedSet<TenantId> tenants() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(tenants.keySet()));
    }

    /** By day number; empty for a tenant without rows. */
    SortedMap<Long, Day> days(TenantId tenant) {
        return Collections.unmodifiableSortedMap(tenants.getOrDefault(tenant, Collections.emptySortedMap()));
    }

    BoltdbEvidence evidence() {
        return evidence;
    }
}
