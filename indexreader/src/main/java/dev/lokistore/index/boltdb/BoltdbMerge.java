package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.IndexSet;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.RowEdits;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesSource;
import dev.lokistore.index.TableTally;
import dev.lokistore.index.bolt.RowCursor;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Unites the boltdb files of a table as Loki's compactor does ({@code formats/index-tables.md#62-compactor}): the rows of
 * each index set, equal ones once, with their bytes as they are. Edits take chunk rows out and put others in, and label rows
 * of series without chunks go. One row of each file is in memory at a time, and with edits some 20 bytes for each series.
 * Not thread-safe.
 */
public final class BoltdbMerge implements Closeable {
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
     * Puts all rows of more streams in, which need not be new. To be called before anything is written.
     *
     * @param more streams with labels; chunks that do not reach into the table's days get no row
     * @param rows makes them
     */
    public void add(SeriesSource more, BoltdbWriter.Layout layout, BoltdbRows rows, long firstDay, long lastDay)
            throws IOException {
        SeriesRows series = new SeriesRows(rows, layout, firstDay, lastDay, newRows);
        try (SeriesCursor cursor = more.open()) {
            while (cursor.next()) {
                IndexedSeries one = cursor.series();
                series.add(
                        one.tenant(),
                        Objects.requireNonNull(one.labels(), "a stream without labels"),
                        one.chunks().stream().map(IndexedChunk::ref).toList(),
                        tally.added());
            }
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

    /** Whether edits change anything in the set, or more streams were put in. */
    public boolean edited(IndexSet set) {
        SetEdits of = edits.get(set);
        return newRows.sets().contains(set) || of != null && of.changed();
    }

    /**
     * Writes a set's file, in full pages. To be called once for a set.
     *
     * @throws CorruptDataException if a row or a page is not what Loki writes, or two files contradict each other
     */
    public BoltdbWritten write(IndexSet set, Path file) throws IOException {
        List<RowCursor> cursors = new ArrayList<>();
        SetSources of = sources.get(set);
        ExistingRows existing = of == null ? null : new ExistingRows(set, of, edits.get(set), tally);
        if (existing != null) {
            cursors.add(existing);
        }
        cursors.addAll(newRows.sorted(set));
        try (SetWriter writer = new SetWriter(file)) {
            if (existing != null && cursors.size() == 1) {
                writer.copy(existing);
            } else {
                writer.merge(new RowMerge(cursors), tally.duplicates());
            }
            return writer.finish();
        }
    }

    /** Of the sets that have been written. */
    public TableTally tally() {
        return tally;
    }

    @Override
    public void close() throws IOException {
        newRows.close();
    }
}
