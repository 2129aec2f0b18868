package dev.lokistore.index.boltdb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The merged labels of several runs, asked for in ascending order of series' ids. */
final class SortedLabels {
    private final List<LabelRun> runs = new ArrayList<>();

    SortedLabels(List<LabelRun> runs) {
        for (LabelRun run : runs) {
            if (run.next()) {
                this.runs.add(run);
            }
        }
    }

    /**
     * The labels of the series by name, null if no row has any.
     *
     * @param seriesId above the one asked for before
     */
    @Nullable
    Map<String, String> find(String seriesId) {
        Map<String, String> labels = null;
        for (int i = runs.size() - 1; i >= 0; i--) {
            LabelRun run = runs.get(i);
            boolean more = true;
            while (more && run.seriesId().compareTo(seriesId) < 0) {
                more = run.next();
            }
            if (!more) {
                runs.remove(i);
            } else if (run.seriesId().equals(seriesId)) {
                labels = labels == null ? new TreeMap<>() : labels;
                List<String> pairs = run.labels();
                for (int p = 0; p < pairs.size(); p += 2) {
                    labels.put(pairs.get(p), pairs.get(p + 1));
                }
            }
        }
        return labels;
    }
}
