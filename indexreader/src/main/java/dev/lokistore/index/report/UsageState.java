package dev.lokistore.index.report;

import dev.lokistore.index.IndexedSeries;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one group comes to. */
final class UsageState {
    private final int number;
    private final Totals totals = new Totals();
    private @Nullable IndexedSeries latest;
    private long streams;
    private long missingChunks;
    private long tinyChunks;
    private long overlapBytes;

    /** @param number of the group, for a {@link StreamSet} */
    UsageState(int number) {
        this.number = number;
    }

    void add(Sight sight, ChunkGoals goals, StreamSet seen) {
        totals.add(sight);
        if (sight.object() == null) {
            missingChunks++;
        } else if (sight.storedBytes() < goals.tinyBelowBytes()) {
            tinyChunks++;
        }
        if (sight.series() != latest) {
            latest = sight.series();
            streams += seen.add(latest, number) ? 1 : 0;
        }
    }

    void addOverlap(long storedBytes) {
        overlapBytes += storedBytes;
    }

    long storedBytes() {
        return totals.storedBytes();
    }

    /**
     * @param values one for each key
     * @param all stored bytes of which the share is given
     */
    UsageRow row(List<UsageKey> keys, List<String> values, long all) {
        Map<String, String> group = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            group.put(keys.get(i).text(), values.get(i));
        }
        return new UsageRow(
                group,
                streams,
                totals.chunks(),
                missingChunks,
                totals.storedBytes(),
                totals.rawBytes(),
                totals.entries(),
                tinyChunks,
                overlapBytes,
                totals.estimated(),
                all == 0 ? 0 : (double) totals.storedBytes() / all);
    }
}
