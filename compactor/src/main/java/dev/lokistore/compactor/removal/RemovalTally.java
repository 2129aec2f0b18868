package dev.lokistore.compactor.removal;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.retention.Volume;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Adds up what goes, by tenant and rule. Not thread-safe. */
final class RemovalTally {
    private final SortedMap<TenantId, SortedMap<String, Sum>> sums = new TreeMap<>();

    private static final class Sum {
        private Volume gone = Volume.NONE;
        private Volume leftOut = Volume.NONE;
        private long missing;
        private long rowsOnly;
    }

    private Sum of(TenantId tenant, String rule) {
        return sums.computeIfAbsent(tenant, added -> new TreeMap<>()).computeIfAbsent(rule, added -> new Sum());
    }

    void gone(TenantId tenant, String rule, long bytes) {
        Sum sum = of(tenant, rule);
        sum.gone = sum.gone.plusChunk(bytes);
    }

    void missing(TenantId tenant, String rule) {
        of(tenant, rule).missing++;
    }

    void rowOnly(TenantId tenant, String rule) {
        of(tenant, rule).rowsOnly++;
    }

    void leftOut(TenantId tenant, String rule, long bytes) {
        Sum sum = of(tenant, rule);
        sum.leftOut = sum.leftOut.plusChunk(bytes);
    }

    /** By tenant, then rule. */
    List<RemovalRow> rows() {
        return sums.entrySet().stream()
                .flatMap(tenant -> tenant.getValue().entrySet().stream().map(rule -> {
                    Sum sum = rule.getValue();
                    return new RemovalRow(
                            tenant.getKey(), rule.getKey(), sum.gone, sum.missing, sum.rowsOnly, sum.leftOut);
                }))
                .toList();
    }
}
