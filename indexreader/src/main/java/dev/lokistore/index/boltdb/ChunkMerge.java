package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.IndexedChunk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The chunk rows of one tenant in all files and days, merged by series. */
final class ChunkMerge {
    private static final Comparator<ChunkRef> BY_TIME = Comparator.comparingLong(ChunkRef::fromMillis)
            .thenComparingLong(ChunkRef::throughMillis)
            .thenComparing(ChunkRef::checksum, Integer::compareUnsigned)
            .thenComparing(Comparator.naturalOrder());

    /** A step of a cursor, false at its end. */
    @FunctionalInterface
    private interface Move {
        boolean run(ChunkRows rows) throws IOException;
    }

    private record Source(BoltdbFile file, ChunkRows rows) {}

    private final CorruptFiles corrupt;

    /** Each stands on a row. */
    private final PriorityQueue<Source> sources =
            new PriorityQueue<>(Comparator.comparing(source -> source.rows.seriesId()));

    ChunkMerge(TenantId tenant, List<TenantRows> tenantRows, CorruptFiles corrupt) throws IOException {
        this.corrupt = corrupt;
        for (TenantRows rows : tenantRows) {
            for (var day : rows.days().entrySet()) {
                if (day.getValue().hasChunks()) {
                    ChunkRows chunks = new ChunkRows(rows.place().bucket().cursor(), tenant, day.getKey());
                    move(new Source(rows.place().file(), chunks), ChunkRows::first);
                }
            }
        }
    }

    /** Puts the source back into the queue if there is a row behind the move. */
    private void move(Source source, Move move) throws IOException {
        if (corrupt.contains(source.file)) {
            return;
        }
        try {
            if (move.run(source.rows)) {
                sources.add(source);
            }
        } catch (CorruptDataException e) {
            corrupt.add(source.file, e);
        }
    }

    boolean hasSeries() {
        return !sources.isEmpty();
    }

    /** The smallest id that has rows left. */
    String seriesId() {
        return first().rows.seriesId();
    }

    /** The file and place of the next row, for messages. */
    ChunkRows row() {
        return first().rows;
    }

    private Source first() {
        Source first = sources.peek();
        if (first == null) {
            throw new IllegalStateException("there is no series left");
        }
        return first;
    }

    /** Leaves out the rows of series before {@code id}. */
    void seek(String id) throws IOException {
        while (hasSeries() && seriesId().compareTo(id) < 0) {
            move(sources.remove(), rows -> rows.seek(id));
        }
    }

    /** Leaves out the rows of the series. */
    void skip(String id) throws IOException {
        while (hasSeries() && seriesId().equals(id)) {
            move(sources.remove(), ChunkRows::skipSeries);
        }
    }

    /** Takes the rows of the series: its chunks in the range, unique, by from, through, checksum. */
    List<IndexedChunk> take(String id, TimeRange range) throws IOException {
        List<ChunkRef> chunks = new ArrayList<>();
        while (hasSeries() && seriesId().equals(id)) {
            move(sources.remove(), rows -> collect(rows, id, range, chunks));
        }
        chunks.sort(BY_TIME);
        List<IndexedChunk> unique = new ArrayList<>(chunks.size());
        for (int i = 0; i < chunks.size(); i++) {
            if (i == 0 || !chunks.get(i).equals(chunks.get(i - 1))) {
                unique.add(new IndexedChunk(chunks.get(i), null));
            }
        }
        return unique;
    }

    private static boolean collect(ChunkRows rows, String id, TimeRange range, List<ChunkRef> into) throws IOException {
        do {
            ChunkRef chunk = rows.chunk().ref();
            if (range.overlapsMillis(chunk.fromMillis(), chunk.throughMillis())) {
                into.add(chunk);
            }
            if (!rows.next()) {
                return false;
            }
        } while (rows.seriesId().equals(id));
        return true;
    }
}
