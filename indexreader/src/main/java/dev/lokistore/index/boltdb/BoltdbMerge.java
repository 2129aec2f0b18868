package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.IndexSet;
import dev.lokistore.index.ReferenceDigest;
import dev.lokistore.index.RowEdits;
import dev.lokistore.index.TableTally;
import dev.lokistore.index.TenantDigests;
import dev.lokistore.index.bolt.BoltWriter;
import dev.lokistore.index.bolt.RowCursor;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Unites the boltdb files of a table as Loki's compactor does ({@code formats/index-tables.md#62-compactor}): the rows of
 * each index set, equal ones once, with their bytes as they are. Edits take chunk rows out and put others in, and label rows
 * of series without chunks go. One row of each file is in memory at a time, and with edits some 20 bytes for each series.
 * Not thread-safe.
 */
public final class BoltdbMerge implements Closeable {
    private static final String BUCKET = "index";

    private final SortedMap<IndexSet, SetSources> sources;
    private final NewRows newRows;
    private final Map<IndexSet, SetEdits> edits = new HashMap<>();
    private final TableTally tally = new TableTally();

    private BoltdbMerge(List<BoltdbFile> files, NewRows newRows) throws IOException {
        this.sources = SetSources.of(files);
        this.newRows = newRows;
    }

    /**
     * Decides on all edits; with {@link RowEdits#NONE} reads nothing yet.
     *
     * @param files of equal rows, the earlier file's counts
     * @param rows makes the rows that edits put in
     * @param firstDay of the table, days since the epoch
     * @param lastDay of the table, inclusive
     */
    public static BoltdbMerge open(
            List<BoltdbFile> files, RowEdits edits, BoltdbRows rows, long firstDay, long lastDay, Path temporary)
            throws IOException {
        NewRows added = new NewRows(temporary);
        boolean opened = false;
        try {
            BoltdbMerge merge = new BoltdbMerge(files, added);
            if (edits != RowEdits.NONE) {
                merge.edit(new SetEdits.Context(edits, rows, firstDay, lastDay, added, temporary, merge.tally));
            }
            opened = true;
            return merge;
        } finally {
            if (!opened) {
                added.close();
            }
        }
    }

    private void edit(SetEdits.Context context) throws IOException {
        for (Map.Entry<IndexSet, SetSources> set : sources.entrySet()) {
            edits.put(set.getKey(), SetEdits.of(set.getKey(), set.getValue(), context));
        }
    }

    /**
     * The sets that the files have rows of.
     *
     * @throws CorruptDataException if buckets are where Loki does not put them, so that it would not read them all
     */
    public static SortedSet<IndexSet> setsOf(List<BoltdbFile> files) throws CorruptDataException {
        return new TreeSet<>(SetSources.of(files).keySet());
    }

    /** The sets that files have rows of or edits put rows into. */
    public SortedSet<IndexSet> sets() {
        SortedSet<IndexSet> sets = new TreeSet<>(sources.keySet());
        sets.addAll(newRows.sets());
        return sets;
    }

    /** Whether edits change anything in the set. */
    public boolean edited(IndexSet set) {
        SetEdits of = edits.get(set);
        return newRows.sets().contains(set) || of != null && of.changed();
    }

    /**
     * What was written.
     *
     * @param rows of all types
     * @param series with chunk rows, counted for each day
     * @param chunks digests of the chunk rows by tenant; empty if there are none, and then the file must not be used
     */
    public record Written(long rows, long series, SortedMap<TenantId, ReferenceDigest> chunks) {}

    /**
     * Writes a set's file, in full pages. To be called once for a set.
     *
     * @throws CorruptDataException if a row or a page is not what Loki writes, or two files contradict each other
     */
    public Written write(IndexSet set, Path file) throws IOException {
        List<RowCursor> cursors = new ArrayList<>();
        ExistingRows existing = existing(set);
        if (existing != null) {
            cursors.add(existing);
        }
        cursors.addAll(newRows.sorted(set));
        try (BoltWriter writer = new BoltWriter(file, BUCKET)) {
            Written written = existing != null && cursors.size() == 1
                    ? copy(existing, writer)
                    : merge(new RowMerge(cursors), writer);
            writer.finish();
            return written;
        }
    }

    private @Nullable ExistingRows existing(IndexSet set) throws IOException {
        SetSources of = sources.get(set);
        return of == null ? null : new ExistingRows(set, of, edits.get(set), tally);
    }

    private static Written copy(ExistingRows rows, BoltWriter writer) throws IOException {
        RowCount count = new RowCount();
        while (rows.next()) {
            count.add(rows.type(), rows.parser(), rows.hash());
            write(rows, writer);
        }
        return count.written(writer);
    }

    /** New rows may be the same as others. */
    private Written merge(RowMerge rows, BoltWriter writer) throws IOException {
        RowCount count = new RowCount();
        RowParser row = new RowParser();
        TenantId tenant = null;
        long hash = 0;
        while (true) {
            boolean more = rows.next();
            if (tenant != null && rows.skipped() > 0) {
                tally.duplicates().add(tenant, new ReferenceDigest(rows.skipped(), rows.skipped() * hash));
            }
            if (!more) {
                return count.written(writer);
            }
            RowType type = row.parse(rows);
            tenant = null;
            if (type == RowType.CHUNK) {
                tenant = row.tenant();
                hash = ReferenceDigest.hash(row.chunk().ref());
            }
            count.add(type, row, hash);
            write(rows, writer);
        }
    }

    private static void write(RowCursor row, BoltWriter writer) throws IOException {
        writer.add(row.buffer(), row.keyOffset(), row.keyLength(), row.valueOffset(), row.valueLength());
    }

    /** Of the sets that have been written. */
    public TableTally tally() {
        return tally;
    }

    @Override
    public void close() throws IOException {
        newRows.close();
    }

    /** Counts what is written. */
    private static final class RowCount {
        private final TenantDigests chunks = new TenantDigests();
        private final byte[] seriesId = new byte[SeriesId.LENGTH];
        private @Nullable RowHash place;
        private long series;

        void add(RowType type, RowParser row, long hash) {
            if (type != RowType.CHUNK) {
                return;
            }
            chunks.add(row.tenant(), hash);
            int start = row.seriesIdStart();
            boolean same = row.hash() == place
                    && Arrays.equals(row.bytes(), start, start + SeriesId.LENGTH, seriesId, 0, SeriesId.LENGTH);
            if (!same) {
                series++;
                place = row.hash();
                System.arraycopy(row.bytes(), start, seriesId, 0, SeriesId.LENGTH);
            }
        }

        Written written(BoltWriter writer) {
            return new Written(writer.rowCount(), series, chunks.all());
        }
    }
}
