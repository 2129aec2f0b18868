package dev.lokistore.compactor.removal;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.retention.RowFate;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.table.Table;
import dev.lokistore.objectstore.ObjectInfo;
import java.time.Instant;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes the oldest chunks of tenants, by their last entries, each with its rows in all tables.
 *
 * @param tenants whose chunks were looked at; empty for all
 * @param lastGoneMillis of tenants that lose chunks: those that end then or before go
 * @param stays chunks that stay though they are as old: they cannot be decoded
 * @param excess by what was looked at, {@code the store} or a tenant: bytes above the limit
 */
public record SizeCut(
        Set<TenantId> tenants,
        SortedMap<TenantId, Long> lastGoneMillis,
        Set<ChunkRef> stays,
        SortedMap<String, Long> excess)
        implements RowRule {
    private static final long MILLIS_PER_DAY = 86_400_000L;

    public SizeCut {
        tenants = Set.copyOf(tenants);
        lastGoneMillis = new TreeMap<>(lastGoneMillis);
        stays = Set.copyOf(stays);
        excess = new TreeMap<>(excess);
    }

    /** Whether the chunk is among those that go. */
    public boolean takes(ChunkRef chunk) {
        Long last = lastGoneMillis.get(chunk.tenant());
        return last != null && chunk.throughMillis() <= last && !stays.contains(chunk);
    }

    @Override
    public boolean concerns(Table table) {
        return lastGoneMillis.values().stream()
                .anyMatch(last -> table.firstDay() <= Math.floorDiv(last, MILLIS_PER_DAY));
    }

    @Override
    public Verdict verdict(Table table, IndexedSeries series, ChunkRef chunk, @Nullable ObjectInfo object) {
        if (!takes(chunk)) {
            return Verdict.KEEP;
        }
        return new Verdict(
                RowFate.DELETE, "ends by " + Instant.ofEpochMilli(lastGoneMillis.getOrDefault(chunk.tenant(), 0L)));
    }
}
