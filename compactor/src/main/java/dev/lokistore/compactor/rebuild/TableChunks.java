package dev.lokistore.compactor.rebuild;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.ReferenceDigest;
import dev.lokistore.index.StoredChunk;
import dev.lokistore.index.StoredChunkCursor;
import dev.lokistore.index.TenantDigests;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The chunks that a table must name, by a listing alone. */
final class TableChunks {
    /** What a chunk covers at most: Loki cuts one after hours. More is a key made up, or damaged. */
    static final long MAX_DAYS = 366;
    // five digits: Loki's compactor takes the last five of a table's name for its day
    private static final long FIRST_DAY = 10_000;
    private static final long LAST_DAY = 99_999;

    /** Takes a chunk. */
    interface Visitor {
        void chunk(StoredChunk chunk) throws IOException;
    }

    private TableChunks() {}

    /** UTC day of {@code from}, since the epoch. */
    static long firstDay(ChunkRef chunk) {
        return day(chunk.fromMillis());
    }

    /** UTC day of {@code through}, since the epoch. */
    static long lastDay(ChunkRef chunk) {
        return day(chunk.throughMillis());
    }

    private static long day(long millis) {
        return Math.floorDiv(millis, TimeUnit.DAYS.toMillis(1));
    }

    /** Whether the times in the chunk's key can be those of logs. */
    static boolean plausible(ChunkRef chunk) {
        long first = firstDay(chunk);
        long last = lastDay(chunk);
        return first >= FIRST_DAY && last <= LAST_DAY && last >= first && last - first < MAX_DAYS;
    }

    /** Counts the rows of a chunk: one for each of the table's days that it covers. */
    static void addRows(ChunkRef chunk, TableFolder table, TenantDigests rows) {
        long hash = ReferenceDigest.hash(chunk);
        long last = Math.min(lastDay(chunk), table.lastDay());
        for (long day = Math.max(firstDay(chunk), table.firstDay()); day <= last; day++) {
            rows.add(chunk.tenant(), hash);
        }
    }

    /**
     * Visits them in the order of {@link ChunkInventory#chunks()}.
     *
     * @param firstChunkDay on which the first of them begins
     * @param tenants empty for all
     */
    static void each(
            ChunkInventory chunks, TableFolder table, long firstChunkDay, Set<TenantId> tenants, Visitor visitor)
            throws IOException {
        try (StoredChunkCursor cursor = chunks.chunks(firstChunkDay, table.lastDay())) {
            while (cursor.next()) {
                StoredChunk chunk = cursor.chunk();
                ChunkRef ref = chunk.ref();
                boolean wanted = tenants.isEmpty() || tenants.contains(ref.tenant());
                if (wanted && plausible(ref) && lastDay(ref) >= table.firstDay()) {
                    visitor.chunk(chunk);
                }
            }
        }
    }
}
