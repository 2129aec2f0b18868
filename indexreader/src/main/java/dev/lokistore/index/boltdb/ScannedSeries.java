package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The series of one tenant by reading all of its rows: label rows are sorted, then joined with chunk rows. */
final class ScannedSeries implements SeriesCursor {
    private final TenantId tenant;
    private final SeriesQuery query;
    private final LabelSorter sorter;
    private final SortedLabels labels;
    private final LabelCheck check;
    private final ChunkMerge chunks;
    private @Nullable IndexedSeries series;

    private ScannedSeries(TenantId tenant, SeriesQuery query, LabelSorter sorter, LabelCheck check, ChunkMerge chunks) {
        this.tenant = tenant;
        this.query = query;
        this.sorter = sorter;
        this.labels = sorter.sorted();
        this.check = check;
        this.chunks = chunks;
    }

    /** @param sorter closed with the cursor */
    static ScannedSeries open(
            TenantId tenant, List<TenantRows> tenantRows, SeriesQuery query, LabelSorter sorter, CorruptFiles corrupt)
            throws IOException {
        for (TenantRows rows : tenantRows) {
            if (!corrupt.contains(rows.place().file())) {
                try {
                    readLabels(tenant, rows, sorter);
                } catch (CorruptDataException e) {
                    corrupt.add(rows.place().file(), e);
                }
            }
        }
        ChunkMerge chunks = new ChunkMerge(tenant, tenantRows, corrupt);
        return new ScannedSeries(tenant, query, sorter, new LabelCheck(tenantRows, corrupt), chunks);
    }

    private static void readLabels(TenantId tenant, TenantRows tenantRows, LabelSorter sorter) throws IOException {
        for (var day : tenantRows.days().entrySet()) {
            for (int shard : day.getValue().shards()) {
                String prefix = RowHash.metricPrefix(shard, tenant, day.getKey());
                LabelRows rows = new LabelRows(tenantRows.place().bucket().cursor(), prefix);
                for (boolean more = rows.first(); more; more = rows.next()) {
                    if (!sorter.add(rows.seriesId(), rows.label(), rows.value())) {
                        throw rows.bad(
                                "value of label " + rows.label() + " of series " + rows.seriesId(),
                                "that of an earlier row",
                                "'" + rows.value() + "'");
                    }
                }
            }
        }
    }

    @Override
    public boolean next() throws IOException {
        while (chunks.hasSeries()) {
            String id = chunks.seriesId();
            Map<String, String> found = labels.find(id);
            Labels known = check.check(id, found == null ? Map.of() : found, chunks.row());
            if (!Matching.matches(query, known)) {
                chunks.skip(id);
                continue;
            }
            List<IndexedChunk> taken = chunks.take(id, query.range());
            if (!taken.isEmpty()) {
                series = new IndexedSeries(tenant, known, taken);
                return true;
            }
        }
        return false;
    }

    @Override
    public IndexedSeries series() {
        if (series == null) {
            throw new IllegalStateException("the cursor is not on a series");
        }
        return series;
    }

    @Override
    public void close() {
        sorter.close();
    }
}
