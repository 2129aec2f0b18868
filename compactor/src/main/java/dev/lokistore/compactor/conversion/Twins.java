package dev.lokistore.compactor.conversion;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableKind;
import dev.lokistore.index.table.TableReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Finds boltdb tables whose rows TSDB tables of the same days hold too: what a conversion leaves. Reads only tables of days
 * that have both.
 */
public final class Twins {
    /** Chunks that only the boltdb table names, and whose objects are asked for. */
    private static final int MAX_ASKED = 1000;

    /**
     * Tables of both kinds that hold the same chunks.
     *
     * @param table of the boltdb kind
     * @param twins of the TSDB kind, by day
     * @param lacking chunks that exist and that only the first one names; with 0 the twins are complete
     */
    public record Pair(Table table, List<Table> twins, long lacking) {
        public Pair {
            twins = List.copyOf(twins);
        }

        public boolean complete() {
            return lacking == 0;
        }
    }

    private final LokiStore store;

    private Twins(LokiStore store) {
        this.store = store;
    }

    /** All pairs that have a chunk in common, by day; of tables that can be read. */
    public static List<Pair> of(LokiStore store) throws IOException {
        Twins twins = new Twins(store);
        Map<String, SortedMap<Long, Table>> byPrefix = new HashMap<>();
        for (Table table : store.tables()) {
            if (table.kind() == TableKind.TSDB && table.firstDay() == table.lastDay()) {
                byPrefix.computeIfAbsent(table.prefix(), prefix -> new TreeMap<>())
                        .put(table.firstDay(), table);
            }
        }
        List<Pair> pairs = new ArrayList<>();
        for (Table table : store.tables()) {
            if (table.kind() == TableKind.BOLTDB) {
                Optional<Pair> best = Optional.empty();
                for (SortedMap<Long, Table> tables : byPrefix.values()) {
                    Optional<Pair> pair = twins.pair(table, tables.subMap(table.firstDay(), table.lastDay() + 1));
                    if (pair.isPresent()
                            && (best.isEmpty()
                                    || pair.get().lacking() < best.get().lacking())) {
                        best = pair;
                    }
                }
                best.ifPresent(pairs::add);
            }
        }
        return pairs;
    }

    /** Empty if they have nothing in common, or cannot be read. */
    private Optional<Pair> pair(Table table, SortedMap<Long, Table> days) throws IOException {
        if (days.isEmpty()) {
            return Optional.empty();
        }
        AtomicBoolean unreadable = new AtomicBoolean();
        SortedMap<Long, ChunkInventory> named = new TreeMap<>();
        try {
            for (Map.Entry<Long, Table> day : days.entrySet()) {
                named.put(
                        day.getKey(),
                        store.referenced(List.of(day.getValue()), (subject, cause) -> unreadable.set(true)));
            }
            Counts counts = new Counts();
            try (TableReader reader = store.openTable(table, (subject, cause) -> unreadable.set(true));
                    SeriesCursor series = reader.series(SeriesQuery.ALL)) {
                while (series.next()) {
                    for (IndexedChunk chunk : series.series().chunks()) {
                        compare(table, chunk.ref(), named, counts);
                    }
                }
            }
            return unreadable.get() || counts.shared == 0
                    ? Optional.empty()
                    : Optional.of(new Pair(table, List.copyOf(days.values()), counts.lacking));
        } finally {
            for (ChunkInventory inventory : named.values()) {
                inventory.close();
            }
        }
    }

    private static final class Counts {
        private long shared;
        private long lacking;
        private int asked;
    }

    private void compare(Table table, ChunkRef chunk, SortedMap<Long, ChunkInventory> named, Counts counts)
            throws IOException {
        long first = Math.max(table.firstDay(), day(chunk.fromMillis()));
        long last = Math.min(table.lastDay(), day(chunk.throughMillis()));
        for (long day = first; day <= last; day++) {
            ChunkInventory twin = named.get(day);
            if (twin != null && twin.find(chunk).isPresent()) {
                counts.shared++;
            } else if (counts.asked++ >= MAX_ASKED || store.locate(chunk).isPresent()) {
                // a row without an object may have been left behind
                counts.lacking++;
            }
        }
    }

    private static long day(long millis) {
        return Math.floorDiv(millis, TimeUnit.DAYS.toMillis(1));
    }
}
