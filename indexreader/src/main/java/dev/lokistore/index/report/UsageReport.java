package dev.lokistore.index.report;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.index.table.Table;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How much each group of chunks takes. */
final class UsageReport {
    static final String TENANT = "tenant";
    static final String TABLE = "table";
    static final String DAY = "day";
    static final String CODEC = "codec";
    private static final long MILLIS_PER_DAY = 86_400_000;

    private static final class State {
        private final int number;
        private final Totals totals = new Totals();
        private long streams;

        State(int number) {
            this.number = number;
        }
    }

    private record ChunkDay(ChunkRef chunk, long day) {}

    private final List<String> keys;
    private final boolean byTable;
    private final boolean byDay;
    private final Map<List<String>, State> groups = new HashMap<>();
    private final StreamSet streams = new StreamSet();
    /** Tables by day, for days that several tables share: there, one chunk may come twice for a day. */
    private final Set<Long> sharedDays;

    private final Set<ChunkDay> countedDays = new HashSet<>();

    UsageReport(List<String> keys, List<Table> tables) {
        if (keys.isEmpty() || new HashSet<>(keys).size() < keys.size()) {
            throw new IllegalArgumentException("group by one key or more, each once: " + keys);
        }
        this.keys = List.copyOf(keys);
        this.byTable = keys.contains(TABLE);
        this.byDay = keys.contains(DAY);
        this.sharedDays = byDay && !byTable ? sharedDays(tables) : Set.of();
    }

    private static Set<Long> sharedDays(List<Table> tables) {
        Set<Long> once = new HashSet<>();
        Set<Long> shared = new HashSet<>();
        for (Table table : tables) {
            for (long day = table.firstDay(); day <= table.lastDay(); day++) {
                if (!once.add(day)) {
                    shared.add(day);
                }
            }
        }
        return shared;
    }

    void add(Sight sight) {
        if (!byDay) {
            if (byTable || sight.first()) {
                count(sight, "");
            }
            return;
        }
        ChunkRef ref = sight.chunk().ref();
        Table table = sight.table();
        // of a table that covers one day, that day, whatever the chunk says
        boolean oneDay = table.firstDay() == table.lastDay();
        long from = oneDay ? table.firstDay() : Math.max(table.firstDay(), day(ref.fromMillis()));
        long to = oneDay ? table.lastDay() : Math.min(table.lastDay(), day(ref.throughMillis()));
        for (long day = from; day <= to; day++) {
            if (!sharedDays.contains(day) || countedDays.add(new ChunkDay(ref, day))) {
                count(sight, LocalDate.ofEpochDay(day).toString());
            }
        }
    }

    private static long day(long millis) {
        return Math.floorDiv(millis, MILLIS_PER_DAY);
    }

    private void count(Sight sight, String day) {
        List<String> group = new ArrayList<>(keys.size());
        for (String key : keys) {
            group.add(
                    switch (key) {
                        case TENANT -> sight.series().tenant().value();
                        case TABLE -> sight.table().name();
                        case DAY -> day;
                        case CODEC -> sight.figures().codec();
                        default -> label(sight.series().labels(), key);
                    });
        }
        State state = groups.computeIfAbsent(group, values -> new State(groups.size()));
        state.totals.add(sight);
        state.streams += streams.add(sight.series(), state.number) ? 1 : 0;
    }

    private static String label(@Nullable Labels labels, String name) {
        return labels == null ? "" : labels.valueOrEmpty(name);
    }

    void rows(ReportSink<UsageRow> sink) throws IOException {
        long all = groups.values().stream()
                .mapToLong(state -> state.totals.storedBytes())
                .sum();
        List<Map.Entry<List<String>, State>> sorted = new ArrayList<>(groups.entrySet());
        Comparator<Map.Entry<List<String>, State>> bySize =
                Comparator.comparingLong(group -> -group.getValue().totals.storedBytes());
        sorted.sort(bySize.thenComparing(Map.Entry::getKey, UsageReport::compareValues));
        for (Map.Entry<List<String>, State> group : sorted) {
            Map<String, String> values = new LinkedHashMap<>();
            for (int i = 0; i < keys.size(); i++) {
                values.put(keys.get(i), group.getKey().get(i));
            }
            Totals totals = group.getValue().totals;
            sink.accept(new UsageRow(
                    values,
                    group.getValue().streams,
                    totals.chunks(),
                    totals.storedBytes(),
                    totals.rawBytes(),
                    totals.entries(),
                    totals.estimated(),
                    all == 0 ? 0 : (double) totals.storedBytes() / all));
        }
    }

    private static int compareValues(List<String> a, List<String> b) {
        for (int i = 0; i < a.size(); i++) {
            int order = Labels.compareUtf8(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
