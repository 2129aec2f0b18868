package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The series of one tenant that matchers found by label rows; their chunk rows are sought one series after the other. */
final class FoundSeries implements SeriesCursor {
    private final TenantId tenant;
    private final SeriesQuery query;
    private final Iterator<Map.Entry<String, Candidate>> candidates;
    private final LabelCheck check;
    private final ChunkMerge chunks;
    private @Nullable IndexedSeries series;

    /** @param candidates with all their labels */
    FoundSeries(
            TenantId tenant,
            SeriesQuery query,
            SortedMap<String, Candidate> candidates,
            LabelCheck check,
            ChunkMerge chunks) {
        this.tenant = tenant;
        this.query = query;
        this.candidates = candidates.entrySet().iterator();
        this.check = check;
        this.chunks = chunks;
    }

    @Override
    public boolean next() throws IOException {
        while (candidates.hasNext() && chunks.hasSeries()) {
            Map.Entry<String, Candidate> candidate = candidates.next();
            String id = candidate.getKey();
            chunks.seek(id);
            if (chunks.hasSeries() && chunks.seriesId().equals(id)) {
                Labels labels = check.check(id, candidate.getValue().labels(), chunks.row());
                List<IndexedChunk> taken = Matching.matches(query, labels) ? chunks.take(id, query.range()) : List.of();
                if (!taken.isEmpty()) {
                    series = new IndexedSeries(tenant, labels, taken);
                    return true;
                }
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
        // cursors hold nothing
    }
}
