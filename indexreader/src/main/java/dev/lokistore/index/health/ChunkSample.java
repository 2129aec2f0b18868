package dev.lokistore.index.health;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.index.StoredChunk;
import dev.lokistore.index.table.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * A few chunks of each table: those with the smallest checksums. That is as good as by lot, and the same chunks come out
 * next time. A chunk is the table's on whose days it begins; those without any are together one more group.
 */
final class ChunkSample {
    private static final long MILLIS_PER_DAY = 86_400_000;
    private static final Comparator<StoredChunk> BY_CHECKSUM = Comparator.comparing(
                    StoredChunk::ref, Comparator.comparing(ChunkRef::checksum, Integer::compareUnsigned))
            .thenComparing(StoredChunk::ref);

    private final int size;
    private final TreeMap<Long, Table> tables = new TreeMap<>();
    private final Map<String, PriorityQueue<StoredChunk>> chosen = new HashMap<>();

    /** @param size how many of each table */
    ChunkSample(int size, Collection<Table> tables) {
        this.size = size;
        tables.forEach(table -> this.tables.put(table.firstDay(), table));
    }

    void add(StoredChunk chunk) {
        long day = Math.floorDiv(chunk.ref().fromMillis(), MILLIS_PER_DAY);
        Map.Entry<Long, Table> table = tables.floorEntry(day);
        String group = table == null || table.getValue().lastDay() < day
                ? ""
                : table.getValue().name();
        PriorityQueue<StoredChunk> smallest =
                chosen.computeIfAbsent(group, key -> new PriorityQueue<>(BY_CHECKSUM.reversed()));
        smallest.add(chunk);
        if (smallest.size() > size) {
            smallest.remove();
        }
    }

    List<StoredChunk> chunks() {
        List<StoredChunk> all = new ArrayList<>();
        chosen.values().forEach(all::addAll);
        return all;
    }
}
