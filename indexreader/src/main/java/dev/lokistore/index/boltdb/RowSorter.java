package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.ByteSink;
import dev.lokistore.index.IndexSort;
import dev.lokistore.index.bolt.RowCursor;
import dev.lokistore.index.primitive.IntList;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Sorts rows by their keys, in memory up to a budget, beyond in temporary files. Not thread-safe. */
public final class RowSorter implements Closeable {
    /** The budget of a table. */
    static final int MEMORY_BYTES =
            (int) Math.min(16L << 20, Runtime.getRuntime().maxMemory() / 16);

    private final Path folder;
    private final int budget;
    private final List<SpilledRows> spilled = new ArrayList<>();
    private ByteSink bytes = new ByteSink();
    private IntList ends = new IntList(); // of each key and each value in turn
    private long count;

    /**
     * @param folder exists
     * @param budget bytes, about, that rows may take in memory
     */
    public RowSorter(Path folder, int budget) {
        this.folder = folder;
        this.budget = budget;
    }

    /** Adds a row, which may have been added before. */
    public void add(byte[] key, int keyLength, byte[] value, int valueLength) throws IOException {
        if (bytes.size() + 2L * Integer.BYTES * ends.size() > budget) {
            spilled.add(SpilledRows.write(folder, inMemory()));
            bytes = new ByteSink();
            ends = new IntList();
        }
        bytes.write(key, 0, keyLength);
        ends.add(bytes.size());
        bytes.write(value, 0, valueLength);
        ends.add(bytes.size());
        count++;
    }

    /** Rows that were added, of which some may be the same. */
    long count() {
        return count;
    }

    /** Equal keys come more than once. Nothing can be added afterwards. */
    List<RowCursor> sorted() {
        List<RowCursor> runs = new ArrayList<>(spilled);
        runs.add(inMemory());
        return runs;
    }

    /** As {@link #sorted}, in one; rows of equal keys and unequal values must not have been added. */
    public RowCursor merged() throws IOException {
        return new RowMerge(sorted());
    }

    private RowCursor inMemory() {
        int[] order = IndexSort.sort(ends.size() / 2, this::compare);
        return new MemoryRows(bytes.array(), ends.toArray(), order);
    }

    private int compare(int a, int b) {
        byte[] array = bytes.array();
        return Arrays.compareUnsigned(array, start(a), ends.get(2 * a), array, start(b), ends.get(2 * b));
    }

    private int start(int row) {
        return row == 0 ? 0 : ends.get(2 * row - 1);
    }

    @Override
    public void close() throws IOException {
        for (SpilledRows run : spilled) {
            run.close();
        }
    }
}
