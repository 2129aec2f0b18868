package dev.lokistore.index.boltdb;

import dev.lokistore.index.IndexSet;
import dev.lokistore.index.bolt.RowCursor;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Rows that no file had, by the index set they go to. */
final class NewRows implements Closeable {
    private final Path temporary;
    private final SortedMap<IndexSet, RowSorter> sets = new TreeMap<>();

    NewRows(Path temporary) {
        this.temporary = temporary;
    }

    /** Takes rows of a set. */
    BoltdbRows.Sink of(IndexSet set) {
        return sets.computeIfAbsent(set, added -> new RowSorter(temporary, RowSorter.MEMORY_BYTES))::add;
    }

    SortedSet<IndexSet> sets() {
        return new TreeSet<>(sets.keySet());
    }

    /** In order of keys, of which some come more than once; to be called once a set. */
    List<RowCursor> sorted(IndexSet set) {
        RowSorter sorter = sets.get(set);
        return sorter == null ? List.of() : sorter.sorted();
    }

    @Override
    public void close() throws IOException {
        for (RowSorter sorter : sets.values()) {
            sorter.close();
        }
    }
}
