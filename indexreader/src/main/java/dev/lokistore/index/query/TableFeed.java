package dev.lokistore.index.query;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableReader;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** Chunks that the index names, table by table. */
final class TableFeed implements SliceFeed {
    /** A chunk whose own first table has lost it still comes in time if it is no longer than this. */
    private static final long LOOKAHEAD_NANOS = 86_400_000_000_000L;

    private final LokiStore store;
    private final SeriesQuery query;
    private final EntryQuery.Damage damage;
    private final Problems problems;
    private final ChunksOnce tables;
    private final List<Table> wanted;
    private final long allBytes;

    TableFeed(LokiStore store, SeriesQuery query, EntryQuery.Damage damage, Problems problems) throws IOException {
        this.store = store;
        this.query = query;
        this.damage = damage;
        this.problems = problems;
        this.wanted = store.tables().stream()
                .filter(table -> query.range()
                        .overlaps(table.range().fromNanos(), table.range().toNanos() - 1))
                .sorted(Comparator.comparingLong(Table::firstDay).thenComparing(Table::name))
                .toList();
        this.tables = ChunksOnce.ascending(wanted);
        this.allBytes = wanted.stream().mapToLong(Table::storedBytes).sum();
    }

    @Override
    public boolean hasMore() {
        return tables.hasNextTable();
    }

    @Override
    public long horizonNanos() {
        long start = tables.peekTable().range().fromNanos();
        return start < Long.MIN_VALUE + LOOKAHEAD_NANOS ? Long.MIN_VALUE : start - LOOKAHEAD_NANOS;
    }

    @Override
    public void read(Consumer<Candidate> sink) throws IOException {
        Table table = tables.nextTable();
        try (TableReader reader = damage.open(store, table, problems);
                SeriesCursor cursor = reader.series(query)) {
            while (cursor.next()) {
                IndexedSeries series = cursor.series();
                for (IndexedChunk chunk : series.chunks()) {
                    give(table, new Candidate(chunk.ref(), series.labels()), sink);
                }
            }
        }
    }

    private void give(Table table, Candidate candidate, Consumer<Candidate> sink) throws IOException {
        ChunkRef ref = candidate.ref();
        if (tables.isMisplaced(ref)) {
            String key = store.logicalKey(ref);
            problems.report(
                    key,
                    new CorruptDataException(key, 0, "table that names the chunk", "one of its days", table.name()));
        }
        if (tables.isNew(ref)) {
            sink.accept(candidate);
        }
    }

    @Override
    public double shareBefore(long nanos) {
        long bytes = wanted.stream()
                .filter(table -> table.range().fromNanos() < nanos)
                .mapToLong(Table::storedBytes)
                .sum();
        return allBytes == 0 ? 1 : (double) bytes / allBytes;
    }

    @Override
    public void close() {}
}
