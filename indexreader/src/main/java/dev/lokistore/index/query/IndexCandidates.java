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
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Chunks that the index names. Tables are read one after the other, each a day before the merge gets to it, so that about
 * two days of matching chunks are in memory. A chunk that several tables name comes once.
 */
final class IndexCandidates implements Candidates {
    /** A chunk whose own first table has lost it still comes in time if it is no longer than this. */
    private static final long LOOKAHEAD_NANOS = 86_400_000_000_000L;

    private final LokiStore store;
    private final SeriesQuery query;
    private final Problems problems;
    private final boolean forward;
    private final EntryQuery.Direction direction;
    private final EntryQuery.Damage damage;
    private final ChunksOnce tables;
    private final PriorityQueue<Candidate> waiting;
    private @Nullable ChunkRef last;

    IndexCandidates(
            LokiStore store,
            SeriesQuery query,
            EntryQuery.Direction direction,
            EntryQuery.Damage damage,
            Problems problems)
            throws IOException {
        this.store = store;
        this.query = query;
        this.problems = problems;
        this.direction = direction;
        this.damage = damage;
        this.forward = direction == EntryQuery.Direction.FORWARD;
        this.tables = tables();
        Comparator<Candidate> byKey = Comparator.comparingLong(c -> Candidate.key(c.ref(), direction));
        this.waiting = new PriorityQueue<>((forward ? byKey : byKey.reversed()).thenComparing(Candidate::ref));
    }

    private ChunksOnce tables() throws IOException {
        List<Table> wanted = store.tables().stream()
                .filter(table -> query.range()
                        .overlaps(table.range().fromNanos(), table.range().toNanos() - 1))
                .toList();
        return forward
                ? ChunksOnce.ascending(wanted.stream()
                        .sorted(Comparator.comparingLong(Table::firstDay).thenComparing(Table::name))
                        .toList())
                : ChunksOnce.descending(wanted.stream()
                        .sorted(Comparator.comparingLong(Table::lastDay)
                                .reversed()
                                .thenComparing(Table::name))
                        .toList());
    }

    @Override
    public @Nullable Candidate next() throws IOException {
        while (true) {
            while (tables.hasNextTable() && (waiting.isEmpty() || isNear(tables.peekTable()))) {
                read(tables.nextTable());
            }
            Candidate candidate = waiting.poll();
            if (candidate == null) {
                return null;
            }
            // several series of one table may name one chunk
            if (!candidate.ref().equals(last)) {
                last = candidate.ref();
                return candidate;
            }
        }
    }

    private boolean isNear(Table table) {
        long key = Candidate.key(waiting.element().ref(), direction);
        return forward
                ? table.range().fromNanos() - LOOKAHEAD_NANOS <= key
                : table.range().toNanos() + LOOKAHEAD_NANOS >= key;
    }

    private void read(Table table) throws IOException {
        try (TableReader reader = damage.open(store, table, problems);
                SeriesCursor cursor = reader.series(query)) {
            while (cursor.next()) {
                IndexedSeries series = cursor.series();
                for (IndexedChunk chunk : series.chunks()) {
                    add(table, new Candidate(chunk.ref(), series.labels()));
                }
            }
        }
    }

    private void add(Table table, Candidate candidate) throws IOException {
        ChunkRef ref = candidate.ref();
        if (tables.isMisplaced(ref)) {
            String key = store.logicalKey(ref);
            problems.report(
                    key,
                    new CorruptDataException(key, 0, "table that names the chunk", "one of its days", table.name()));
        }
        if (tables.isNew(ref)) {
            waiting.add(candidate);
        }
    }

    @Override
    public void close() {}
}
