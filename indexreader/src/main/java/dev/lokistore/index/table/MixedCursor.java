package dev.lokistore.index.table;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.tsdb.TsdbLookup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table that holds both kinds of files: first the boltdb streams, each united with its twin in the TSDB files, then the
 * TSDB streams that had no twin. Remembers about 100 bytes of each stream that is in both.
 */
final class MixedCursor implements SeriesCursor {
    /** What is kept of a stream that has been given out. */
    private record Given(TenantId tenant, long fingerprint, int labelsHash) {}

    private final SeriesCursor boltdb;
    private final TsdbUnion tsdb;
    private final SeriesQuery query;
    private final TsdbUnion.Faults faults;
    private final Map<OpenFile.Tsdb, TsdbLookup> lookups = new LinkedHashMap<>();
    private final Set<Given> given = new HashSet<>();
    private boolean boltdbEnded;
    private @Nullable IndexedSeries current;

    MixedCursor(
            SeriesCursor boltdb,
            TsdbUnion tsdb,
            List<OpenFile.Tsdb> tsdbFiles,
            SeriesQuery query,
            TsdbUnion.Faults faults)
            throws IOException {
        this.boltdb = boltdb;
        this.tsdb = tsdb;
        this.query = query;
        this.faults = faults;
        for (OpenFile.Tsdb file : tsdbFiles) {
            try {
                lookups.put(file, file.lookup());
            } catch (CorruptDataException e) {
                faults.broken(file, e);
            }
        }
    }

    @Override
    public boolean next() throws IOException {
        if (!boltdbEnded) {
            if (boltdb.next()) {
                current = withTwins(boltdb.series());
                return true;
            }
            boltdbEnded = true;
        }
        while (tsdb.next()) {
            IndexedSeries series = tsdb.series();
            if (!given.contains(given(series))) {
                current = series;
                return true;
            }
        }
        current = null;
        return false;
    }

    private static Given given(IndexedSeries series) {
        // streams of the TSDB files have one fingerprint and at least one chunk
        long fingerprint = series.chunks().get(0).ref().fingerprint();
        return new Given(
                series.tenant(),
                fingerprint,
                Objects.requireNonNull(series.labels()).hashCode());
    }

    private IndexedSeries withTwins(IndexedSeries series) throws IOException {
        Set<Long> fingerprints = new LinkedHashSet<>();
        series.chunks().forEach(chunk -> fingerprints.add(chunk.ref().fingerprint()));
        List<IndexedChunk> chunks = new ArrayList<>(series.chunks());
        Labels labels = series.labels();
        for (long fingerprint : fingerprints) {
            for (IndexedSeries twin : find(series.tenant(), fingerprint)) {
                // a stream whose label rows are lost gets its labels back
                if (labels == null || labels.equals(twin.labels())) {
                    labels = twin.labels();
                    chunks.addAll(twin.chunks());
                    given.add(given(twin));
                }
            }
        }
        return new IndexedSeries(series.tenant(), labels, ChunkUnion.of(chunks));
    }

    private List<IndexedSeries> find(TenantId tenant, long fingerprint) throws IOException {
        List<IndexedSeries> found = new ArrayList<>();
        for (Map.Entry<OpenFile.Tsdb, TsdbLookup> entry : List.copyOf(lookups.entrySet())) {
            TenantId owner = entry.getKey().file().tenant();
            if (owner == null || owner.equals(tenant)) {
                try {
                    found.addAll(entry.getValue().find(tenant, fingerprint, query.range()));
                } catch (CorruptDataException e) {
                    lookups.remove(entry.getKey());
                    faults.broken(entry.getKey(), e);
                }
            }
        }
        return found;
    }

    @Override
    public IndexedSeries series() {
        return Objects.requireNonNull(current, "no current series");
    }

    @Override
    public void close() throws IOException {
        tsdb.close();
        boltdb.close();
    }
}
