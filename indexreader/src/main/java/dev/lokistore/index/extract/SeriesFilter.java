package dev.lokistore.index.extract;

import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
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
            Optional<IndexedSeries> wanted = query.select(all.series());
            if (wanted.isPresent()) {
                current = wanted.get();
                return true;
            }
        }
        current = null;
        return false;
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
