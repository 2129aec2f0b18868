package dev.lokistore.compactor.rebuild;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Fingerprints;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.compactor.newtable.ReadStore;
import dev.lokistore.compactor.newtable.TableStreams;
import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableReader;
import dev.lokistore.objectstore.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The rows that can be read of a table whose files are damaged, as far as they are certain: the chunk is there as an object, it
 * is one of the table's days, and its fingerprint, which is a part of the object's key, is the hash of the stream's labels. What
 * is not certain is for the chunks themselves to tell. Not thread-safe.
 */
final class SalvagedRows implements Closeable {
    private final ReadStore store;
    private final TableFolder folder;
    private final ChunkInventory chunks;
    private final SeriesQuery query;
    private final TableReader reader;
    private final List<String> faults = new ArrayList<>();
    /** A file that the store did not hand out may be sound: nothing takes its place. */
    private @Nullable StoreException withheld;

    private long rows;
    private long gone;
    private long doubtful;

    private SalvagedRows(ReadStore store, TableFolder folder, Table table, Set<TenantId> tenants) {
        this.store = store;
        this.folder = folder;
        this.chunks = store.chunks();
        this.query = new SeriesQuery(tenants, List.of(), TimeRange.ALL);
        this.reader = store.loki().openDamagedTable(table, (subject, cause) -> {
            synchronized (faults) {
                if (cause instanceof StoreException failure && failure.kind() != StoreException.Kind.TOO_LARGE) {
                    withheld = failure;
                }
                String message = String.valueOf(cause.getMessage());
                faults.add(message.startsWith(subject) ? message : subject + ": " + message);
            }
        });
    }

    /**
     * Opens a table; reads nothing yet.
     *
     * @param tenants empty for all
     */
    static SalvagedRows of(ReadStore store, TableFolder folder, Table table, Set<TenantId> tenants) {
        return new SalvagedRows(store, folder, table, tenants);
    }

    /**
     * Hands the certain rows on.
     *
     * @return what they lack; the caller closes it
     */
    Lacking handOver(TableStreams.Sink sink) throws IOException {
        return Lacking.what(store.loki()
                .collect(named -> each(chunk -> true, series -> {
                    sink.add(series);
                    for (IndexedChunk chunk : series.chunks()) {
                        named.add(chunk.ref());
                    }
                })));
    }

    /** Hands on the certain rows of some chunks; counts the others anew. */
    void each(Predicate<ChunkRef> wanted, TableStreams.Sink sink) throws IOException {
        rows = 0;
        gone = 0;
        doubtful = 0;
        try (SeriesCursor cursor = reader.series(query)) {
            while (cursor.next()) {
                IndexedSeries series = cursor.series();
                List<IndexedChunk> certain = certain(series, wanted);
                if (!certain.isEmpty()) {
                    rows += certain.size();
                    sink.add(new IndexedSeries(series.tenant(), series.labels(), certain));
                }
            }
        }
        requireAll();
    }

    private void requireAll() throws StoreException {
        synchronized (faults) {
            if (withheld != null) {
                throw withheld;
            }
        }
    }

    private List<IndexedChunk> certain(IndexedSeries series, Predicate<ChunkRef> wanted) throws IOException {
        List<IndexedChunk> certain = new ArrayList<>();
        Proof proof = new Proof(series.labels());
        for (IndexedChunk chunk : series.chunks()) {
            ChunkRef ref = chunk.ref();
            if (!wanted.test(ref)) {
                continue;
            }
            if (!isOfTable(ref) || chunks.find(ref).isEmpty()) {
                gone++;
            } else if (proof.holds(ref.fingerprint())) {
                certain.add(chunk);
            } else {
                doubtful++;
            }
        }
        return certain;
    }

    private boolean isOfTable(ChunkRef chunk) {
        return TableChunks.plausible(chunk)
                && TableChunks.firstDay(chunk) <= folder.lastDay()
                && TableChunks.lastDay(chunk) >= folder.firstDay();
    }

    /** The chunks of a series mostly have one fingerprint. */
    private static final class Proof {
        private final @Nullable Labels labels;
        private long asked;
        private boolean holds;

        Proof(@Nullable Labels labels) {
            this.labels = labels;
        }

        boolean holds(long fingerprint) {
            if (labels == null || Fingerprints.isReserved(fingerprint)) {
                return false;
            }
            if (asked != fingerprint) {
                asked = fingerprint;
                holds = Fingerprints.isHash(fingerprint, labels);
            }
            return holds;
        }
    }

    /** The labels of streams, where rows tell them for certain. */
    void labels(StreamLabels streams) throws IOException {
        try (SeriesCursor cursor = reader.series(query)) {
            while (cursor.next()) {
                IndexedSeries series = cursor.series();
                Labels labels = series.labels();
                if (labels != null) {
                    streams.offer(series.tenant(), Fingerprints.of(labels), labels);
                    streams.offer(series.tenant(), Fingerprints.legacyOf(labels), labels);
                }
            }
        }
    }

    /** Chunks that were handed on, since the last time that they were. */
    long rows() {
        return rows;
    }

    /** Rows of chunks that are not there, or not of this table. */
    long gone() {
        return gone;
    }

    /** Rows whose labels are lost, or are not vouched for. */
    long doubtful() {
        return doubtful;
    }

    /** What is wrong with the table's files, as it was met. */
    List<String> faults() {
        synchronized (faults) {
            return List.copyOf(faults);
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
