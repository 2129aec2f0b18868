package dev.lokistore.index.report;

/**
 * How many chunks streams would have if they were one: an estimate. Where n chunks of all of them run side by side, of
 * which k are of one stream (more than one if there are replicas), there would be k of these n. There are at least as many
 * as the bytes need. What of a chunk lies in other tables counts there.
 */
final class Merger {
    private final long targetBytes;
    private final TenantTable table;
    private final int[] events;

    Merger(TenantTable table, long targetBytes) {
        this.targetBytes = targetBytes;
        this.table = table;
        this.events = table.events();
    }

    /**
     * How many chunks fewer each group has; 0 or more, seldom a whole number.
     *
     * @param groupOf for each stream the group that becomes one stream, or a negative number
     */
    double[] chunksSaved(int[] groupOf, int groups) {
        double[] before = new double[groups];
        double[] filled = new double[groups];
        for (int part = 0; part < table.parts(); part++) {
            int group = groupOf[table.streamOf(part)];
            if (group >= 0) {
                before[group] += table.chunks(part);
                filled[group] += table.chunks(part) * table.storedBytes(part) / targetBytes;
            }
        }
        double[] merged = sideBySide(groupOf, groups);
        for (int group = 0; group < groups; group++) {
            before[group] = Math.max(0, before[group] - Math.max(filled[group], merged[group]));
        }
        return before;
    }

    /** For each group the integral over time of {@code k / n} of each chunk's weight, event by event. */
    private double[] sideBySide(int[] groupOf, int groups) {
        int[] open = new int[groupOf.length];
        double[] weights = new double[groupOf.length];
        long[] openOfGroup = new long[groups];
        double[] sum = new double[groups]; // of each stream's open chunks times their weights
        long[] last = new long[groups];
        double[] chunks = new double[groups];
        for (int event : events) {
            int part = event / 2;
            int stream = table.streamOf(part);
            int group = groupOf[stream];
            if (group < 0) {
                continue;
            }
            long millis = table.millis(event);
            if (openOfGroup[group] > 0) {
                chunks[group] += (millis - last[group]) * sum[group] / openOfGroup[group];
            }
            last[group] = millis;
            int step = event % 2 == 0 ? -1 : 1;
            sum[group] -= open[stream] * weights[stream];
            open[stream] += step;
            openOfGroup[group] += step;
            // rounding must not outlive the chunks
            weights[stream] = open[stream] == 0 ? 0 : weights[stream] + step * table.weight(part);
            sum[group] = openOfGroup[group] == 0 ? 0 : sum[group] + open[stream] * weights[stream];
        }
        return chunks;
    }
}
