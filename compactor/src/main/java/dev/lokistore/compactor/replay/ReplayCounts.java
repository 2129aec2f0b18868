package dev.lokistore.compactor.replay;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What a replay would send, counted. */
public final class ReplayCounts {
    /** Loki's defaults of {@code limits_config}, which refuse what is beyond them. */
    public static final int MAX_LINE_BYTES = 256 << 10;

    /** {@code max_label_names_per_series} since 3.0. */
    public static final int MAX_LABELS = 15;

    /** {@code reject_old_samples_max_age}. */
    public static final long MAX_AGE_NANOS = TimeUnit.DAYS.toNanos(7);

    /**
     * Of one tenant, as it is called on arrival.
     *
     * @param bytes of the lines
     * @param fromNanos first entry
     * @param throughNanos last entry
     * @param tooOld entries that a Loki with default limits refuses for their age
     * @param tooLong for the length of their line
     * @param tooManyLabels for the number of their labels
     */
    public record OfTenant(
            TenantId tenant,
            long streams,
            long entries,
            long bytes,
            long fromNanos,
            long throughNanos,
            long tooOld,
            long tooLong,
            long tooManyLabels) {}

    private static final class Tally {
        private final Set<Labels> streams = new HashSet<>();
        private long entries;
        private long bytes;
        private long from = Long.MAX_VALUE;
        private long through = Long.MIN_VALUE;
        private long tooOld;
        private long tooLong;
        private long tooManyLabels;
    }

    private final Map<TenantId, Tally> tenants = new TreeMap<>();
    private final long oldestNanos;
    private long dropped;

    ReplayCounts(long nowNanos) {
        this.oldestNanos = nowNanos - MAX_AGE_NANOS;
    }

    void add(Optional<ReplayEntry> mapped) {
        if (mapped.isEmpty()) {
            dropped++;
            return;
        }
        ReplayEntry entry = mapped.get();
        Tally tally = tenants.computeIfAbsent(entry.tenant(), tenant -> new Tally());
        tally.streams.add(entry.labels());
        tally.entries++;
        tally.bytes += entry.line().length;
        tally.from = Math.min(tally.from, entry.timestampNanos());
        tally.through = Math.max(tally.through, entry.timestampNanos());
        tally.tooOld += entry.timestampNanos() < oldestNanos ? 1 : 0;
        tally.tooLong += entry.line().length > MAX_LINE_BYTES ? 1 : 0;
        tally.tooManyLabels += entry.labels().size() > MAX_LABELS ? 1 : 0;
    }

    /** By tenant. */
    public List<OfTenant> tenants() {
        List<OfTenant> all = new ArrayList<>();
        tenants.forEach((tenant, tally) -> all.add(new OfTenant(
                tenant,
                tally.streams.size(),
                tally.entries,
                tally.bytes,
                tally.from,
                tally.through,
                tally.tooOld,
                tally.tooLong,
                tally.tooManyLabels)));
        return all;
    }

    /** Entries that relabelling leaves out. */
    public long dropped() {
        return dropped;
    }
}
