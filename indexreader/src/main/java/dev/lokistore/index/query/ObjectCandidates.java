package dev.lokistore.index.query;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.StoredChunkCursor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Chunks that exist as objects, whatever the index says. An inventory is in order of days and streams, a merge needs the
 * order of time: days are counted first, then the inventory is gone through once for each group of days that fits in memory.
 */
final class ObjectCandidates implements Candidates {
    private static final long MILLIS_PER_DAY = 86_400_000;

    private final ChunkInventory inventory;
    private final TimeRange range;
    private final EntryQuery.Direction direction;
    private final int inMemory;
    private final ArrayDeque<Candidate> waiting = new ArrayDeque<>();
    private @Nullable NavigableMap<Long, Long> days;

    /** @param inMemory chunks in memory at the same time, unless a single day has more */
    ObjectCandidates(ChunkInventory inventory, TimeRange range, EntryQuery.Direction direction, int inMemory) {
        this.inventory = inventory;
        this.range = range;
        this.direction = direction;
        this.inMemory = inMemory;
    }

    @Override
    public @Nullable Candidate next() throws IOException {
        if (days == null) {
            days = countDays();
        }
        while (waiting.isEmpty() && !days.isEmpty()) {
            readSomeDays(days);
        }
        return waiting.poll();
    }

    private NavigableMap<Long, Long> countDays() throws IOException {
        NavigableMap<Long, Long> counted = new TreeMap<>();
        try (StoredChunkCursor cursor = inventory.chunks()) {
            while (cursor.next()) {
                ChunkRef ref = cursor.chunk().ref();
                if (range.overlapsMillis(ref.fromMillis(), ref.throughMillis())) {
                    counted.merge(day(ref), 1L, Long::sum);
                }
            }
        }
        return direction == EntryQuery.Direction.FORWARD ? counted : counted.descendingMap();
    }

    private void readSomeDays(NavigableMap<Long, Long> left) throws IOException {
        long first = left.firstKey();
        long last = first;
        long chunks = 0;
        while (!left.isEmpty() && (chunks == 0 || chunks + left.firstEntry().getValue() <= inMemory)) {
            Map.Entry<Long, Long> day = left.pollFirstEntry();
            last = day.getKey();
            chunks += day.getValue();
        }
        long from = Math.min(first, last);
        long to = Math.max(first, last);
        List<ChunkRef> found = new ArrayList<>();
        try (StoredChunkCursor cursor = inventory.chunks()) {
            while (cursor.next()) {
                ChunkRef ref = cursor.chunk().ref();
                long day = day(ref);
                if (day >= from && day <= to && range.overlapsMillis(ref.fromMillis(), ref.throughMillis())) {
                    found.add(ref);
                }
            }
        }
        Comparator<ChunkRef> byTime = Comparator.comparingLong(this::millis);
        found.sort(direction == EntryQuery.Direction.FORWARD ? byTime : byTime.reversed());
        found.forEach(ref -> waiting.add(new Candidate(ref, null)));
    }

    private long day(ChunkRef ref) {
        return Math.floorDiv(millis(ref), MILLIS_PER_DAY);
    }

    private long millis(ChunkRef ref) {
        return direction == EntryQuery.Direction.FORWARD ? ref.fromMillis() : ref.throughMillis();
    }

    @Override
    public void close() throws IOException {
        inventory.close();
    }
}
