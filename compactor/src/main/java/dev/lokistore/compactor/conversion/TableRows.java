package dev.lokistore.compactor.conversion;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.header.HeaderReads;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.ReferenceDigest;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.TenantDigests;
import dev.lokistore.index.boltdb.LostLabelsException;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableReader;
import dev.lokistore.objectstore.ObjectInfo;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a boltdb table's rows are, day by day, against the chunks that exist and the tables that may hold them already. */
final class TableRows implements Closeable {
    /** Chunks without objects that are remembered. */
    static final int MAX_MISSING = 100_000;

    /** One day's. */
    static final class Day {
        private final @Nullable ChunkInventory twin;
        private final TenantDigests present = new TenantDigests();
        private final TenantDigests absent = new TenantDigests();
        private final List<ChunkRef> missing = new ArrayList<>();
        private long streams;
        private long lacking;
        private final HeaderReads reads = new HeaderReads();

        private Day(@Nullable ChunkInventory twin) {
            this.twin = twin;
        }

        /** Of chunks that have objects, and of all. */
        SortedMap<TenantId, ReferenceDigest> references(boolean withMissing) {
            TenantDigests all = new TenantDigests();
            present.all().forEach(all::add);
            if (withMissing) {
                absent.all().forEach(all::add);
            }
            return all.all();
        }

        /** Chunks without objects. */
        List<ChunkRef> missing() {
            return missing;
        }

        long streams() {
            return streams;
        }

        /** Whether there is a table with every chunk of the day that has an object. */
        boolean held() {
            return twin != null && lacking == 0;
        }

        /** For the headers of all that have objects. */
        HeaderReads reads() {
            return reads;
        }
    }

    private final Table table;
    private final SortedMap<Long, Day> days = new TreeMap<>();
    private long misplaced;
    private long unlabelled;
    private long missingRows;
    private @Nullable String fault;

    private TableRows(Table table) {
        this.table = table;
    }

    /**
     * Reads a table.
     *
     * @param days of the table that are looked at
     * @param twins the tables that may hold its rows, by day
     * @param chunks that exist
     */
    static TableRows read(
            LokiStore loki, Table table, Set<Long> days, SortedMap<Long, Table> twins, ChunkInventory chunks)
            throws IOException {
        TableRows rows = new TableRows(table);
        try {
            rows.readTwins(loki, days, twins);
            rows.read(loki, chunks);
            return rows;
        } catch (IOException | RuntimeException e) {
            rows.close();
            throw e;
        }
    }

    private void readTwins(LokiStore loki, Set<Long> wanted, SortedMap<Long, Table> twins) throws IOException {
        for (long day : wanted) {
            Table twin = twins.get(day);
            days.put(day, new Day(twin == null ? null : loki.referenced(List.of(twin), this::fault)));
        }
    }

    private synchronized void fault(String subject, IOException cause) {
        // labels that are lost are in the chunks
        if (fault == null && !(cause instanceof LostLabelsException)) {
            fault = String.valueOf(cause.getMessage());
        }
    }

    private void read(LokiStore loki, ChunkInventory chunks) throws IOException {
        try (TableReader reader = loki.openTable(table, this::fault);
                SeriesCursor cursor = reader.series(SeriesQuery.ALL)) {
            while (cursor.next()) {
                add(cursor.series(), chunks);
            }
        }
    }

    private void add(IndexedSeries series, ChunkInventory chunks) throws IOException {
        boolean labels = series.labels() != null;
        long lastCounted = Long.MIN_VALUE;
        for (IndexedChunk indexed : series.chunks()) {
            ChunkRef chunk = indexed.ref();
            Optional<ObjectInfo> object = chunks.find(chunk);
            labels |= object.isPresent();
            long first = Math.max(table.firstDay(), day(chunk.fromMillis()));
            long last = Math.min(table.lastDay(), day(chunk.throughMillis()));
            boolean placed = false;
            for (long day = first; day <= last; day++) {
                Day of = days.get(day);
                if (of != null) {
                    placed = true;
                    add(of, chunk, object);
                    of.streams += day == lastCounted ? 0 : 1;
                    lastCounted = day;
                }
            }
            misplaced += placed ? 0 : 1;
        }
        unlabelled += labels ? 0 : series.chunks().size();
    }

    private static long day(long millis) {
        return Math.floorDiv(millis, TimeUnit.DAYS.toMillis(1));
    }

    private void add(Day day, ChunkRef chunk, Optional<ObjectInfo> object) throws IOException {
        long hash = ReferenceDigest.hash(chunk);
        if (object.isEmpty()) {
            day.absent.add(chunk.tenant(), hash);
            missingRows++;
            if (day.missing.size() < MAX_MISSING) {
                day.missing.add(chunk);
            }
            return;
        }
        day.present.add(chunk.tenant(), hash);
        ChunkInventory twin = day.twin;
        day.lacking += twin != null && twin.find(chunk).isPresent() ? 0 : 1;
        day.reads.add(object.get().sizeBytes());
    }

    /** By day, for each that is looked at. */
    SortedMap<Long, Day> days() {
        return days;
    }

    /** Rows whose chunks lie on none of these days. */
    long misplaced() {
        return misplaced;
    }

    /** Chunks of streams whose labels neither the index nor any object holds. */
    long unlabelled() {
        return unlabelled;
    }

    /** Rows whose chunks have no objects; a chunk that lies on two days counts twice. */
    long missingRows() {
        return missingRows;
    }

    /** Why the rows are not known; empty if all could be read. */
    synchronized Optional<String> fault() {
        return Optional.ofNullable(fault);
    }

    @Override
    public void close() throws IOException {
        for (Day day : days.values()) {
            if (day.twin != null) {
                day.twin.close();
            }
        }
    }
}
