package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.IndexSet;
import dev.lokistore.index.ReferenceDigest;
import dev.lokistore.index.TenantDigests;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Makes all rows of streams and their chunks on the days of a table. */
final class SeriesRows {
    private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);

    private final BoltdbRows rows;
    private final BoltdbWriter.Layout layout;
    private final long firstDay;
    private final long lastDay;
    private final NewRows into;

    SeriesRows(BoltdbRows rows, BoltdbWriter.Layout layout, long firstDay, long lastDay, NewRows into) {
        this.rows = rows;
        this.layout = layout;
        this.firstDay = firstDay;
        this.lastDay = lastDay;
        this.into = into;
    }

    /** @param added counts the chunk rows */
    void add(TenantId tenant, Labels labels, List<ChunkRef> chunks, TenantDigests added) throws IOException {
        String seriesId = SeriesId.of(labels);
        for (long day = firstDay; day <= lastDay; day++) {
            boolean any = false;
            for (ChunkRef chunk : chunks) {
                if (Math.floorDiv(chunk.fromMillis(), DAY_MILLIS) <= day
                        && Math.floorDiv(chunk.throughMillis(), DAY_MILLIS) >= day) {
                    any = true;
                    rows.chunk(chunk, day, seriesId, sink(tenant));
                    added.add(tenant, ReferenceDigest.hash(chunk));
                }
            }
            if (any) {
                rows.series(
                        tenant, day, seriesId, labels.asMap(), labels.asMap().keySet(), sink(tenant));
            }
        }
    }

    private BoltdbRows.Sink sink(TenantId tenant) {
        return into.of(layout == BoltdbWriter.Layout.COMMON ? IndexSet.COMMON : IndexSet.of(tenant));
    }
}
