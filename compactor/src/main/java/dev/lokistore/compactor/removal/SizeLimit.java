package dev.lokistore.compactor.removal;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.StoredChunk;
import dev.lokistore.index.StoredChunkCursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds which chunks are the oldest of a store, or of each tenant, that have to go for the rest to be within a limit. Goes
 * by each chunk's last entry; chunks that end at the same millisecond go together. Holds sums an hour, and the chunks of one
 * hour. Not thread-safe.
 */
public final class SizeLimit {
    /** The name of everything together. */
    public static final String STORE = "the store";

    private static final long MILLIS_PER_HOUR = 3_600_000L;

    private final Set<TenantId> tenants;
    private final ChunkInventory objects;
    private final long limitBytes;
    private final long otherBytes;
    private final boolean perTenant;

    private final Map<String, Group> groups = new TreeMap<>();
    private final Set<ChunkRef> stays = new HashSet<>();

    /** Chunks that share a limit. */
    private static final class Group {
        /** Bytes that may go, by the hour in which their chunks end. */
        private final SortedMap<Long, Long> hours = new TreeMap<>();

        private long bytes;
        private long excess;
        /** Chunks that end then or before go. */
        private long last = Long.MIN_VALUE;

        /** The hour in which the last of them ends, and how much of that hour has to go. */
        private long hour;

        private long needed;
        private final List<StoredChunk> ofHour = new ArrayList<>();
    }

    /**
     * @param tenants whose chunks {@code objects} are; empty for all
     * @param limitBytes of stored size
     * @param otherBytes what counts too and is no chunk; not where each tenant has the limit for itself
     */
    public SizeLimit(
            Set<TenantId> tenants, ChunkInventory objects, long limitBytes, long otherBytes, boolean perTenant) {
        this.tenants = tenants;
        this.objects = objects;
        this.limitBytes = limitBytes;
        this.otherBytes = perTenant ? 0 : otherBytes;
        this.perTenant = perTenant;
    }

    /**
     * Finds them, and reads each: what cannot be decoded stays.
     *
     * @param concurrency chunks in memory at once
     * @param problems told of what cannot be decoded
     */
    public SizeCut find(LokiStore loki, int concurrency, Problems problems) throws IOException {
        measure();
        Map<String, Long> before = new HashMap<>();
        try (SoundChunks sound = new SoundChunks(loki, problems, concurrency)) {
            boolean more = true;
            while (more) {
                groups.forEach((name, group) -> before.put(name, group.last));
                cut();
                more = check(before, sound, concurrency);
            }
        }
        return result();
    }

    /** As {@link #find}, reading no chunk. */
    public SizeCut findUnread() throws IOException {
        measure();
        cut();
        return result();
    }

    private String group(ChunkRef chunk) {
        return perTenant ? chunk.tenant().value() : STORE;
    }

    private static long hour(StoredChunk chunk) {
        return Math.floorDiv(chunk.ref().throughMillis(), MILLIS_PER_HOUR);
    }

    private void measure() throws IOException {
        try (StoredChunkCursor cursor = objects.chunks()) {
            while (cursor.next()) {
                StoredChunk chunk = cursor.chunk();
                long size = chunk.object().sizeBytes();
                Group group = groups.computeIfAbsent(group(chunk.ref()), name -> new Group());
                group.bytes += size;
                group.hours.merge(hour(chunk), size, Long::sum);
            }
        }
        groups.values().forEach(group -> group.excess = group.bytes + otherBytes - limitBytes);
    }

    /** Finds the hour in which what has to go ends, then the chunk. */
    private void cut() throws IOException {
        boolean any = false;
        for (Group group : groups.values()) {
            group.ofHour.clear();
            group.needed = group.excess;
            for (Map.Entry<Long, Long> hour : group.hours.entrySet()) {
                if (group.needed <= 0) {
                    break;
                }
                group.hour = hour.getKey();
                if (hour.getValue() >= group.needed) {
                    break;
                }
                group.needed -= hour.getValue();
            }
            any |= group.excess > 0;
        }
        if (!any) {
            return;
        }
        try (StoredChunkCursor cursor = objects.chunks()) {
            while (cursor.next()) {
                StoredChunk chunk = cursor.chunk();
                Group group = groups.get(group(chunk.ref()));
                if (group != null && group.excess > 0 && hour(chunk) == group.hour && !stays.contains(chunk.ref())) {
                    group.ofHour.add(chunk);
                }
            }
        }
        groups.values().stream().filter(group -> group.excess > 0).forEach(SizeLimit::cutHour);
    }

    private static void cutHour(Group group) {
        group.ofHour.sort(Comparator.comparingLong(chunk -> chunk.ref().throughMillis()));
        long needed = group.needed;
        for (StoredChunk chunk : group.ofHour) {
            if (needed <= 0) {
                return;
            }
            needed -= chunk.object().sizeBytes();
            group.last = chunk.ref().throughMillis();
        }
    }

    /** @return whether some of those that were to go stay, so that others have to */
    private boolean check(Map<String, Long> before, SoundChunks sound, int concurrency) throws IOException {
        boolean found = false;
        List<StoredChunk> candidates = new ArrayList<>();
        try (StoredChunkCursor cursor = objects.chunks()) {
            while (cursor.next()) {
                StoredChunk chunk = cursor.chunk();
                String name = group(chunk.ref());
                Group group = groups.get(name);
                long through = chunk.ref().throughMillis();
                if (group != null && through <= group.last && through > before.getOrDefault(name, Long.MIN_VALUE)) {
                    candidates.add(chunk);
                    if (candidates.size() >= concurrency) {
                        found |= keepBroken(candidates, sound);
                    }
                }
            }
        }
        return found | keepBroken(candidates, sound);
    }

    private boolean keepBroken(List<StoredChunk> candidates, SoundChunks sound) throws IOException {
        Set<StoredChunk> passed = new HashSet<>(sound.among(candidates));
        boolean found = false;
        for (StoredChunk chunk : candidates) {
            if (!passed.contains(chunk)) {
                stays.add(chunk.ref());
                Group group = groups.get(group(chunk.ref()));
                if (group != null) {
                    group.hours.merge(hour(chunk), -chunk.object().sizeBytes(), Long::sum);
                }
                found = true;
            }
        }
        candidates.clear();
        return found;
    }

    private SizeCut result() {
        SortedMap<TenantId, Long> last = new TreeMap<>();
        for (TenantId tenant : objects.tenants()) {
            Group group = groups.get(perTenant ? tenant.value() : STORE);
            if (group != null && group.last != Long.MIN_VALUE) {
                last.put(tenant, group.last);
            }
        }
        SortedMap<String, Long> excess = new TreeMap<>();
        groups.forEach((name, group) -> {
            if (group.excess > 0) {
                excess.put(name, group.excess);
            }
        });
        return new SizeCut(tenants, last, stays, excess);
    }
}
