package dev.lokistore.index.report;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.table.Table;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sums up chunks by the values of some keys; without a key all are one group. */
final class UsageLevel {
    private static final long MILLIS_PER_DAY = 86_400_000;

    private record ChunkDay(ChunkRef chunk, long day) {}

    private final List<UsageKey> keys;
    private final ChunkGoals goals;
    private final boolean byTable;
    private final boolean byDay;
    private final Map<List<String>, UsageState> groups = new HashMap<>();
    private final StreamSet streams = new StreamSet();
    /** For days that several tables share: there, one chunk may come twice for a day. */
    private final Set<Long> sharedDays;

    private final Set<ChunkDay> countedDays = new HashSet<>();
    /** Whether chunks of one series may go into several groups of a table. */
    private final boolean perChunk;
    /** The group of the chunk before, which is that of the next one of its series and table. */
    private @Nullable UsageState latest;

    private @Nullable IndexedSeries latestSeries;
    private @Nullable Table latestTable;
    private long latestDay;

    UsageLevel(List<UsageKey> keys, ChunkGoals goals, List<Table> tables) {
        this.keys = List.copyOf(keys);
        this.goals = goals;
        this.byTable = has(UsageKey.Kind.TABLE);
        this.byDay = has(UsageKey.Kind.DAY);
        this.perChunk = has(UsageKey.Kind.CODEC) || has(UsageKey.Kind.SIZE);
        this.sharedDays = byDay && !byTable ? sharedDays(tables) : Set.of();
    }

    private boolean has(UsageKey.Kind kind) {
        return keys.stream().anyMatch(key -> key.kind() == kind);
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

    void add(Sight sight, OverlapTracker.Fate overlap) {
        if (!byDay) {
            if (byTable || sight.first()) {
                count(sight, overlap, 0);
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
                count(sight, overlap, day);
            }
        }
    }

    private static long day(long millis) {
        return Math.floorDiv(millis, MILLIS_PER_DAY);
    }

    private void count(Sight sight, OverlapTracker.Fate overlap, long day) {
        UsageState state = latest;
        if (state == null
                || perChunk
                || sight.series() != latestSeries
                || sight.table() != latestTable
                || day != latestDay) {
            state = groups.computeIfAbsent(group(sight, day), values -> new UsageState(groups.size()));
            latest = state;
            latestSeries = sight.series();
            latestTable = sight.table();
            latestDay = day;
        }
        state.add(sight, goals, streams);
        overlap.count(state, sight.storedBytes());
    }

    private List<String> group(Sight sight, long day) {
        List<String> group = new ArrayList<>(keys.size());
        for (UsageKey key : keys) {
            group.add(
                    switch (key.kind()) {
                        case TENANT -> sight.series().tenant().value();
                        case TABLE -> sight.table().name();
                        case DAY -> LocalDate.ofEpochDay(day).toString();
                        case CODEC -> sight.figures().codec();
                        case SIZE -> UsageKey.sizeOf(sight);
                        case LABEL -> label(sight.series().labels(), key.label());
                    });
        }
        return group;
    }

    private static String label(@Nullable Labels labels, String name) {
        return labels == null ? "" : labels.valueOrEmpty(name);
    }

    /** One for each group, in no order. */
    List<UsageRow> rows() {
        long all = groups.values().stream().mapToLong(UsageState::storedBytes).sum();
        List<UsageRow> rows = new ArrayList<>(groups.size());
        groups.forEach((values, state) -> rows.add(state.row(keys, values, all)));
        return rows;
    }
}
