package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.IndexSet;
import dev.lokistore.index.TenantDigests;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.TimeUnit;

/**
 * Makes a table's boltdb files from streams, which come in any order and in any number of parts; what comes twice is written
 * once. Memory does not grow with them: rows are sorted in temporary files. Not thread-safe.
 */
public final class BoltdbWriter implements Closeable {
    /** Which files rows go to. */
    public enum Layout {
        /** One for all tenants, as by default. */
        COMMON,
        /** One for each, as with {@code build_per_tenant_index}. */
        PER_TENANT
    }

    private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);

    private final BoltdbRows rows;
    private final Layout layout;
    private final long firstDay;
    private final long lastDay;
    private final NewRows newRows;

    /**
     * @param firstDay of the table, days since the epoch
     * @param lastDay of the table, inclusive
     * @param temporary an existing folder for rows, some 200 bytes each
     */
    public BoltdbWriter(BoltdbRows rows, Layout layout, long firstDay, long lastDay, Path temporary) {
        this.rows = rows;
        this.layout = layout;
        this.firstDay = firstDay;
        this.lastDay = lastDay;
        this.newRows = new NewRows(temporary);
    }

    /** Adds all rows of a stream and its chunks on the table's days; chunks that lie elsewhere are left out. */
    public void add(TenantId tenant, Labels labels, List<ChunkRef> chunks) throws IOException {
        BoltdbRows.Sink sink = newRows.of(layout == Layout.COMMON ? IndexSet.COMMON : IndexSet.of(tenant));
        String seriesId = SeriesId.of(labels);
        for (long day = firstDay; day <= lastDay; day++) {
            boolean any = false;
            for (ChunkRef chunk : chunks) {
                if (Math.floorDiv(chunk.fromMillis(), DAY_MILLIS) <= day
                        && Math.floorDiv(chunk.throughMillis(), DAY_MILLIS) >= day) {
                    any = true;
                    rows.chunk(chunk, day, seriesId, sink);
                }
            }
            if (any) {
                rows.series(
                        tenant, day, seriesId, labels.asMap(), labels.asMap().keySet(), sink);
            }
        }
    }

    /** Those that have rows. */
    public SortedSet<IndexSet> sets() {
        return newRows.sets();
    }

    /** Writes a set's file, in full pages; to be called once for each, and nothing can be added to it afterwards. */
    public BoltdbWritten write(IndexSet set, Path file) throws IOException {
        try (SetWriter writer = new SetWriter(file)) {
            writer.merge(new RowMerge(newRows.sorted(set)), new TenantDigests());
            return writer.finish();
        }
    }

    @Override
    public void close() throws IOException {
        newRows.close();
    }
}
