package dev.lokistore.index.coverage;

import dev.lokistore.index.coverage.CoverageOptions.Step;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A number for each cell. Days on which all are zero take no room. */
final class CellCounts {
    private final int cellsPerDay;
    private int @Nullable [][] days = new int[0][];

    CellCounts(Step step) {
        this.cellsPerDay = step.cellsPerDay();
    }

    /** Adds one to each cell from {@code first} to {@code last}, inclusive, which are of one day. */
    void add(int first, int last) {
        int[] counts = day(first / cellsPerDay);
        for (int cell = first; cell <= last; cell++) {
            counts[cell % cellsPerDay]++;
        }
    }

    void addTo(int cell, int number) {
        day(cell / cellsPerDay)[cell % cellsPerDay] += number;
    }

    private int[] day(int day) {
        if (day >= days.length) {
            days = Arrays.copyOf(days, Math.max(day + 1, days.length + days.length / 2));
        }
        int[] counts = days[day];
        if (counts == null) {
            counts = new int[cellsPerDay];
            days[day] = counts;
        }
        return counts;
    }

    int at(int cell) {
        int day = cell / cellsPerDay;
        int[] counts = day < days.length ? days[day] : null;
        return counts == null ? 0 : counts[cell % cellsPerDay];
    }
}
