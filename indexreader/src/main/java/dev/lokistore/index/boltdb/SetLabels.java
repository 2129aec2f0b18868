package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.boltdb.SetSources.Source;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The labels of the series of one tenant and day in one index set, asked for in order of their ids. */
final class SetLabels implements Closeable {
    /** Bytes, about, of labels in memory; what is more goes to files. */
    static final long MEMORY_BYTES = Math.min(32L << 20, Runtime.getRuntime().maxMemory() / 8);

    private final LabelSorter sorter;
    private final SortedLabels sorted;
    private final List<LabelNames> lookups = new ArrayList<>();

    // of the current series
    private byte[] id = {};
    private String seriesId = "";
    private Map<String, String> found = Map.of();
    private @Nullable Labels labels;
    private @Nullable Collection<String> names;

    private SetLabels(LabelSorter sorter, SetSources sources) {
        this.sorter = sorter;
        this.sorted = sorter.sorted();
        sources.sources().forEach(source -> lookups.add(new LabelNames(source.cursor())));
    }

    static SetLabels read(SetSources sources, TenantId tenant, long day, Path temporary, long memoryBytes)
            throws IOException {
        LabelSorter sorter = new LabelSorter(temporary, memoryBytes);
        boolean complete = false;
        try {
            for (Source source : sources.sources()) {
                Outline.Day rows = source.outline().days(tenant).get(day);
                if (rows != null) {
                    for (int shard : rows.shards()) {
                        read(new LabelRows(source.cursor(), RowHash.metricPrefix(shard, tenant, day)), sorter);
                    }
                }
            }
            SetLabels labels = new SetLabels(sorter, sources);
            complete = true;
            return labels;
        } finally {
            if (!complete) {
                sorter.close();
            }
        }
    }

    private static void read(LabelRows rows, LabelSorter into) throws IOException {
        for (boolean more = rows.first(); more; more = rows.next()) {
            if (!into.add(rows.seriesId(), rows.label(), rows.value())) {
                throw rows.bad(
                        "value of label " + rows.label() + " of series " + rows.seriesId(),
                        "that of an earlier row",
                        "'" + rows.value() + "'");
            }
        }
    }

    /**
     * Goes to the series of a chunk row, which is the current one or above it.
     *
     * @return whether it is another than before
     */
    boolean move(RowParser row) throws IOException {
        int start = row.seriesIdStart();
        if (Arrays.equals(row.bytes(), start, start + SeriesId.LENGTH, id, 0, id.length)) {
            return false;
        }
        id = Arrays.copyOfRange(row.bytes(), start, start + SeriesId.LENGTH);
        seriesId = new String(id, StandardCharsets.US_ASCII);
        Map<String, String> rows = sorted.find(seriesId);
        found = rows == null ? Map.of() : rows;
        Labels candidate = Labels.of(found);
        labels = candidate;
        names = candidate.asMap().keySet();
        if (!SeriesId.of(candidate).equals(seriesId)) {
            check(candidate);
        }
        return true;
    }

    /** Another Unicode version quotes other characters, so that another hash alone proves nothing. */
    private void check(Labels candidate) throws IOException {
        Optional<Set<String>> expected = Optional.empty();
        for (int i = 0; i < lookups.size() && expected.isEmpty(); i++) {
            expected = lookups.get(i).of(seriesId);
        }
        boolean complete =
                expected.isPresent() ? expected.get().equals(found.keySet()) : !LabelCheck.isAscii(found.values());
        if (complete) {
            return;
        }
        labels = null;
        names = null;
        if (expected.isPresent()) {
            SortedSet<String> ordered = new TreeSet<>(Labels::compareUtf8);
            ordered.addAll(expected.get());
            names = ordered;
        }
    }

    String seriesId() {
        return seriesId;
    }

    /** Null if rows are missing. */
    @Nullable
    Labels labels() {
        return labels;
    }

    /** As far as there are rows. */
    Map<String, String> found() {
        return found;
    }

    /** Of the labels that the series has, in order; null if nothing tells them all. */
    @Nullable
    Collection<String> names() {
        return names;
    }

    @Override
    public void close() {
        sorter.close();
    }
}
