package dev.lokistore.index.extract;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Of all series those that a query wants, as the readers of index files would have given them. */
final class SeriesFilter implements SeriesCursor {
    private final SeriesCursor all;
    private final SeriesQuery query;
    private @Nullable IndexedSeries current;

    SeriesFilter(SeriesCursor all, SeriesQuery query) {
        this.all = all;
        this.query = query;
    }

    @Override
    public boolean next() throws IOException {
        while (all.next()) {
            IndexedSeries series = all.series();
            if (query.wants(series.tenant()) && matches(series.labels())) {
                current = inRange(series);
                if (current != null) {
                    return true;
                }
            }
        }
        current = null;
        return false;
    }

    private boolean matches(@Nullable Labels labels) {
        return query.matchers().isEmpty()
                || labels != null
                        && query.matchers().stream()
                                .allMatch(matcher -> matcher.matches(labels.valueOrEmpty(matcher.name())));
    }

    private @Nullable IndexedSeries inRange(IndexedSeries series) {
        if (query.range().equals(TimeRange.ALL)) {
            return series;
        }
        List<IndexedChunk> chunks = new ArrayList<>();
        for (IndexedChunk chunk : series.chunks()) {
            if (query.range()
                    .overlapsMillis(chunk.ref().fromMillis(), chunk.ref().throughMillis())) {
                chunks.add(chunk);
            }
        }
        return chunks.isEmpty() ? null : new IndexedSeries(series.tenant(), series.labels(), chunks);
    }

    @Override
    public IndexedSeries series() {
        return Objects.requireNonNull(current, "no current series");
    }

    @Override
    public void close() throws IOException {
        all.close();
    }
}
