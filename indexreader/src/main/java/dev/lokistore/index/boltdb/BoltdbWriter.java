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

    private final NewRows newRows;
    private final SeriesRows series;
    private final TenantDigests added = new TenantDigests();

    /**
     * @param firstDay of the table, days since the epoch
     * @param lastDay of the table, inclusive
     * @param temporary an existing folder for rows, some 200 bytes each
     */
    public BoltdbWriter(BoltdbRows rows, Layout layout, long firstDay, long lastDay, Path temporary) {
        this.newRows = new NewRows(temporary);
        this.series = new SeriesRows(rows, layout, firstDay, lastDay, newRows);
    }

    /** Adds all rows of a stream and its chunks on the table's days; chunks that lie elsewhere are left out. */
    public void add(TenantId tenant, Labels labels, List<ChunkRef> chunks) throws IOException {
        series.add(tenant, labels, chunks, added);
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
