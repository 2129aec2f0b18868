package dev.lokistore.compactor.removal;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.guard.Objection;
import dev.lokistore.compactor.retention.Volume;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.StoredChunkCursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How much of each tenant goes: a rule that takes most of somebody's logs is more often wrong than right. */
public final class TakenShare {
    private TakenShare() {}

    /** The chunks that there are, by tenant. */
    public static SortedMap<TenantId, Volume> volumes(ChunkInventory objects) throws IOException {
        SortedMap<TenantId, Volume> volumes = new TreeMap<>();
        try (StoredChunkCursor cursor = objects.chunks()) {
            while (cursor.next()) {
                long bytes = cursor.chunk().object().sizeBytes();
                volumes.merge(cursor.chunk().ref().tenant(), Volume.NONE.plusChunk(bytes), Volume::plus);
            }
        }
        return volumes;
    }

    /** An objection for each tenant that loses everything, or more than half of its chunks or bytes. */
    public static List<Objection> objections(Map<TenantId, Volume> all, SortedMap<TenantId, Volume> gone) {
        return objections(all, gone, "chunks");
    }

    /** As {@link #objections}, of rows. */
    public static List<Objection> ofRows(Map<TenantId, Volume> all, SortedMap<TenantId, Volume> gone) {
        return objections(all, gone, "index rows");
    }

    private static List<Objection> objections(
            Map<TenantId, Volume> all, SortedMap<TenantId, Volume> gone, String things) {
        List<Objection> objections = new ArrayList<>();
        gone.forEach((tenant, taken) -> {
            Volume had = all.getOrDefault(tenant, Volume.NONE);
            if (taken.chunks() > 0 && taken.chunks() >= had.chunks()) {
                objections.add(new Objection(
                        "tenant " + tenant,
                        "all of its " + had.chunks() + " " + things + " would go",
                        Objection.Remedy.EVERYTHING));
            } else if (isMoreThanHalf(taken.chunks(), had.chunks())
                    || isMoreThanHalf(taken.storedBytes(), had.storedBytes())) {
                objections.add(new Objection(
                        "tenant " + tenant,
                        taken.chunks() + " of its " + had.chunks() + " " + things + " would go",
                        Objection.Remedy.HALF));
            }
        });
        return objections;
    }

    private static boolean isMoreThanHalf(long part, long whole) {
        return part > whole / 2;
    }
}
