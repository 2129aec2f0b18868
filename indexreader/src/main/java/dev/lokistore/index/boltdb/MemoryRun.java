package dev.lokistore.index.boltdb;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Labels in memory. */
final class MemoryRun implements LabelRun {
    private final Map<String, List<String>> labels;
    private final String[] ids;
    private int index = -1;

    /** Takes the map, which must not change. */
    MemoryRun(Map<String, List<String>> labels) {
        this.labels = labels;
        this.ids = labels.keySet().toArray(new String[0]);
        // base64 is ASCII, whose order is that of the keys in the file
        Arrays.sort(ids);
    }

    @Override
    public boolean next() {
        if (index < ids.length) {
            index++;
        }
        return index < ids.length;
    }

    @Override
    public String seriesId() {
        return ids[index];
    }

    @Override
    public List<String> labels() {
        return labels.getOrDefault(ids[index], List.of());
    }

    @Override
    public void close() {
        index = ids.length;
    }
}
