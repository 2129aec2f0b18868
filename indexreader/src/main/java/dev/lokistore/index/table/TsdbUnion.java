package dev.lokistore.index.table;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.tsdb.TsdbSeriesCursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The TSDB files of a table merged by tenant, fingerprint and labels. Holds one series of each file. A stream that two
 * ingesters gave different fingerprints comes twice, as in Loki's own merge.
 */
final class TsdbUnion implements SeriesCursor {
    /** Told of a file that turned out broken while it was read. */
    interface Faults {
        void broken(OpenFile.Tsdb file, CorruptDataException cause) throws IOException;
    }

    private record Head(OpenFile.Tsdb file, TsdbSeriesCursor cursor, long fingerprint, IndexedSeries series) {
        Labels labels() {
            return Objects.requireNonNull(series.labels());
        }

        boolean sameStream(Head other) {
            return fingerprint == other.fingerprint && labels().equals(other.labels());
        }
    }

    private static final Comparator<Head> ORDER =
            Comparator.comparing(Head::fingerprint, Long::compareUnsigned).thenComparing(Head::labels);

    private final SeriesQuery query;
    private final Faults faults;
    private final TreeMap<TenantId, List<OpenFile.Tsdb>> tenants = new TreeMap<>();
    private final PriorityQueue<Head> heads = new PriorityQueue<>(ORDER);
    private @Nullable IndexedSeries current;

    TsdbUnion(List<OpenFile.Tsdb> files, SeriesQuery query, Faults faults) throws IOException {
        this.query = query;
        this.faults = faults;
        for (OpenFile.Tsdb file : files) {
            try {
                for (TenantId tenant : file.tenants()) {
                    if (query.wants(tenant)) {
                        tenants.computeIfAbsent(tenant, wanted -> new ArrayList<>())
                                .add(file);
                    }
                }
            } catch (CorruptDataException e) {
                tenants.values().forEach(list -> list.remove(file));
                faults.broken(file, e);
            }
        }
    }

    @Override
    public boolean next() throws IOException {
        while (heads.isEmpty()) {
            Map.Entry<TenantId, List<OpenFile.Tsdb>> tenant = tenants.pollFirstEntry();
            if (tenant == null) {
                current = null;
                return false;
            }
            open(tenant.getKey(), tenant.getValue());
        }
        Head first = heads.remove();
        List<IndexedChunk> chunks = new ArrayList<>(first.series().chunks());
        advance(first);
        for (Head other = heads.peek(); other != null && other.sameStream(first); other = heads.peek()) {
            heads.remove();
            chunks.addAll(other.series().chunks());
            advance(other);
        }
        current = new IndexedSeries(first.series().tenant(), first.labels(), ChunkUnion.of(chunks));
        return true;
    }

    private void open(TenantId tenant, List<OpenFile.Tsdb> files) throws IOException {
        for (OpenFile.Tsdb file : List.copyOf(files)) {
            try {
                push(file, file.series(tenant, query));
            } catch (CorruptDataException e) {
                reject(file, e);
            }
        }
    }

    private void advance(Head head) throws IOException {
        try {
            push(head.file(), head.cursor());
        } catch (CorruptDataException e) {
            reject(head.file(), e);
        }
    }

    private void push(OpenFile.Tsdb file, TsdbSeriesCursor cursor) throws IOException {
        if (cursor.next()) {
            heads.add(new Head(file, cursor, cursor.fingerprint(), cursor.series()));
        }
    }

    private void reject(OpenFile.Tsdb file, CorruptDataException cause) throws IOException {
        tenants.values().forEach(list -> list.remove(file));
        faults.broken(file, cause);
    }

    @Override
    public IndexedSeries series() {
        return Objects.requireNonNull(current, "no current series");
    }

    @Override
    public void close() {
        tenants.clear();
        heads.clear();
    }
}
