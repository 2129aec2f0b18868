package dev.lokistore.index.boltdb;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns label rows, which come label by label, into the labels of each series in the order of chunk rows: an external
 * sort. Up to a budget it is done in memory; beyond, sorted runs go to temporary files and are merged.
 */
final class LabelSorter implements Closeable {
    /** The budget of a query, roughly counted. */
    static final long MEMORY_BYTES = Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 8);

    /** An id, a list and a map entry, without the labels. */
    private static final int SERIES_COST = 240;

    /** Two references, and the value if no other row shares it. */
    private static final int ROW_COST = 16;

    private final Path temporaryFolder;
    private final long budget;
    private final List<LabelRun> runs = new ArrayList<>();
    private Map<String, List<String>> labels = new HashMap<>();
    private String lastValue = "";
    private long used;

    LabelSorter(Path temporaryFolder, long budget) {
        this.temporaryFolder = temporaryFolder;
        this.budget = budget;
    }

    /**
     * Adds what a row says; saying it again changes nothing.
     *
     * @return false if an earlier row says another value, which then stays; one that is not in memory any more is not
     *     looked at
     */
    boolean add(String seriesId, String name, String value) throws IOException {
        if (used > budget) {
            runs.add(MapDbRun.write(temporaryFolder, new MemoryRun(labels)));
            labels = new HashMap<>();
            used = 0;
        }
        List<String> pairs = labels.get(seriesId);
        if (pairs == null) {
            pairs = new ArrayList<>();
            labels.put(seriesId, pairs);
            used += SERIES_COST;
        }
        String known = value(pairs, name);
        if (known != null) {
            return known.equals(value);
        }
        pairs.add(name);
        pairs.add(value);
        used += ROW_COST;
        // rows of one value come one after the other and share the String
        if (!value.equals(lastValue)) {
            used += 56L + value.length();
            lastValue = value;
        }
        return true;
    }

    private static @Nullable String value(List<String> pairs, String name) {
        for (int i = 0; i < pairs.size(); i += 2) {
            if (pairs.get(i).equals(name)) {
                return pairs.get(i + 1);
            }
        }
        return null;
    }

    /** Nothing can be added afterwards; closing the sorter closes the result too. */
    SortedLabels sorted() {
        runs.add(new MemoryRun(labels));
        labels = new HashMap<>();
        return new SortedLabels(runs);
    }

    @Override
    public void close() {
        runs.forEach(LabelRun::close);
        runs.clear();
    }
}
