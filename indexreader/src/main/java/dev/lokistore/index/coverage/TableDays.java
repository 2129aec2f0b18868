package dev.lokistore.index.coverage;

import dev.lokistore.index.coverage.CoverageOptions.Step;
import dev.lokistore.index.table.Table;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * The days that some tables cover, and the cells that they are divided into. Only these have cells, so that a chunk with
 * an impossible time takes no more room than the tables.
 */
final class TableDays {
    private static final long MILLIS_PER_DAY = 86_400_000;

    private final long[] days;
    private final Set<Long> shared = new HashSet<>();
    private final Step step;

    TableDays(Collection<Table> tables, Step step) {
        this.step = step;
        Set<Long> once = new HashSet<>();
        for (Table table : tables) {
            for (long day = table.firstDay(); day <= table.lastDay(); day++) {
                if (!once.add(day)) {
                    shared.add(day);
                }
            }
        }
        this.days = once.stream().mapToLong(day -> day).sorted().toArray();
    }

    static long dayOf(long millis) {
        return Math.floorDiv(millis, MILLIS_PER_DAY);
    }

    /** Whether several tables cover the day: then a chunk may come twice for it. */
    boolean isShared(long day) {
        return shared.contains(day);
    }

    int count() {
        return days.length * step.cellsPerDay();
    }

    /** Of the day, which a table must cover. */
    int firstCell(long day) {
        return Arrays.binarySearch(days, day) * step.cellsPerDay();
    }

    /** Within its day. */
    int cellOfDay(long millis) {
        return (int) (Math.floorMod(millis, MILLIS_PER_DAY) / step.millis());
    }

    /** The first cell that the time from one instant through another, ms since the epoch, overlaps; -1 if none does. */
    int firstOverlapped(long fromMillis, long throughMillis) {
        int found = Arrays.binarySearch(days, dayOf(fromMillis));
        if (found >= 0) {
            return found * step.cellsPerDay() + cellOfDay(fromMillis);
        }
        int next = -found - 1;
        return next < days.length && days[next] <= dayOf(throughMillis) ? next * step.cellsPerDay() : -1;
    }

    /** Ms since the epoch. */
    long startOf(int cell) {
        return days[cell / step.cellsPerDay()] * MILLIS_PER_DAY + cell % step.cellsPerDay() * step.millis();
    }
}
