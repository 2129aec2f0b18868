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
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
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
    private final List<Table> tables;
    private final PriorityQueue<Candidate> waiting;
    private final Set<ChunkRef> mayComeAgain = new HashSet<>();
    private final Set<ChunkRef> misplaced = new HashSet<>();
    private int tablesRead;
    private @Nullable ChunkRef last;

    IndexCandidates(LokiStore store, SeriesQuery query, EntryQuery.Direction direction, Problems problems)
            throws IOException {
        this.store = store;
        this.query = query;
        this.problems = problems;
        this.direction = direction;
        this.forward = direction == EntryQuery.Direction.FORWARD;
        this.tables = store.tables().stream()
                .filter(table -> query.range()
                        .overlaps(table.range().fromNanos(), table.range().toNanos() - 1))
                .sorted(
                        forward
                                ? Comparator.comparingLong(Table::firstDay).thenComparing(Table::name)
                                : Comparator.comparingLong(Table::lastDay)
                                        .reversed()
                                        .thenComparing(Table::name))
                .toList();
        Comparator<Candidate> byKey = Comparator.comparingLong(c -> Candidate.key(c.ref(), direction));
        this.waiting = new PriorityQueue<>((forward ? byKey : byKey.reversed()).thenComparing(Candidate::ref));
    }

    @Override
    public @Nullable Candidate next() throws IOException {
        while (true) {
            while (tablesRead < tables.size() && (waiting.isEmpty() || isNear(tables.get(tablesRead)))) {
                read(tables.get(tablesRead++));
            }
            Candidate candidate = waiting.poll();
            if (candidate == null) {
                return null;
            }
            // several series, or tables that are read at the same time, may name one chunk
            if (!candidate.ref().equals(last)) {
                last = candidate.ref();
                return candidate;
            }
        }
    }

    private boolean isNear(Table table) {
        long key = Candidate.key(waiting.element().ref(), direction);
        // both fit: table days are clamped, and keys far from them are far on the right side
        return forward
                ? table.range().fromNanos() - LOOKAHEAD_NANOS <= key
                : table.range().toNanos() + LOOKAHEAD_NANOS >= key;
    }

    private void read(Table table) throws IOException {
        mayComeAgain.removeIf(ref -> !reaches(ref, table));
        try (TableReader reader = store.openTable(table, problems);
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
        if (mayComeAgain.contains(ref) || misplaced.contains(ref)) {
            return;
        }
        if (!table.range().overlapsMillis(ref.fromMillis(), ref.throughMillis())) {
            boolean cameBefore = tables.subList(0, tablesRead - 1).stream()
                    .anyMatch(other -> other.range().overlapsMillis(ref.fromMillis(), ref.throughMillis()));
            problems.report(
                    store.logicalKey(ref),
                    new CorruptDataException(
                            store.logicalKey(ref), 0, "table that names the chunk", "one of its days", table.name()));
            if (cameBefore) {
                return;
            }
            misplaced.add(ref);
        } else if (tablesRead < tables.size() && reaches(ref, tables.get(tablesRead))) {
            mayComeAgain.add(ref);
        }
        waiting.add(candidate);
    }

    /** Whether this table, or one behind it in the order of reading, may name the chunk. */
    private boolean reaches(ChunkRef ref, Table table) {
        return forward
                ? Candidate.nanos(ref.throughMillis()) >= table.range().fromNanos()
                : Candidate.nanos(ref.fromMillis()) < table.range().toNanos();
    }

    @Override
    public void close() {}
}
