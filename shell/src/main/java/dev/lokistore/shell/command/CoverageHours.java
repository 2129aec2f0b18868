package dev.lokistore.shell.command;

import dev.lokistore.index.coverage.Coverage;
import dev.lokistore.index.coverage.CoverageCell;
import dev.lokistore.index.report.ReportSink;
import dev.lokistore.shell.html.Block;
import dev.lokistore.shell.html.DataTable;
import dev.lokistore.shell.html.HeatMap;
import dev.lokistore.shell.html.Note;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The hours of all tenants together on one map, and where a tenant's hours are not covered as they should be. */
final class CoverageHours implements ReportSink<Coverage> {
    private static final int MAX_DAYS = 92;
    /** A longer gap is no hole in the logs but a table of a wrong year. */
    private static final int LONGEST_GAP_DAYS = 31;

    private static final int HOURS = 24;
    private static final long MILLIS_PER_HOUR = 3_600_000;

    private final TreeMap<Long, long[]> days = new TreeMap<>();
    private final Largest<CoverageCommand.Range> ranges;
    private long daysLeftOut;

    /** @param top ranges to name: the longest */
    CoverageHours(int top) {
        this.ranges = new Largest<>(top, row -> row.range().length().toMillis());
    }

    @Override
    public void accept(Coverage tenant) {
        for (CoverageCell cell : tenant.cells()) {
            long hour = Math.floorDiv(cell.from().toEpochMilli(), MILLIS_PER_HOUR);
            days.computeIfAbsent(Math.floorDiv(hour, HOURS), day -> new long[HOURS])[Math.floorMod(hour, HOURS)] +=
                    cell.chunks();
            if (days.size() > MAX_DAYS) {
                days.pollFirstEntry();
                daysLeftOut++;
            }
        }
        tenant.ranges().forEach(range -> ranges.accept(new CoverageCommand.Range(tenant, range)));
    }

    void addTo(List<Block> blocks) {
        if (days.isEmpty()) {
            blocks.add(new Note("No hour has a chunk."));
            return;
        }
        blocks.add(new HeatMap("Chunks in each hour, UTC, all tenants together", rows()));
        if (daysLeftOut > 0) {
            blocks.add(new Note("Of more than " + MAX_DAYS + " days the map shows the latest."));
        }
        if (ranges.count() == 0) {
            blocks.add(new Note("No tenant has a hole of an hour or more, and index and objects agree."));
        } else {
            blocks.add(DataTable.of(
                    "Holes and disagreements, longest first",
                    CoverageCommand.RANGES,
                    ranges.rows(),
                    ranges.more("shorter")));
        }
    }

    private List<HeatMap.Day> rows() {
        List<HeatMap.Day> rows = new ArrayList<>();
        long[] first = days.firstEntry().getValue();
        long[] last = days.lastEntry().getValue();
        for (Map.Entry<Long, long[]> day : days.entrySet()) {
            Long before = days.lowerKey(day.getKey());
            for (long hole = before == null ? day.getKey() : before + 1;
                    hole < day.getKey() && day.getKey() - before <= LONGEST_GAP_DAYS;
                    hole++) {
                rows.add(row(hole, new long[HOURS], 0, HOURS));
            }
            int from = day.getValue() == first ? firstFilled(first) : 0;
            int to = day.getValue() == last ? lastFilled(last) + 1 : HOURS;
            rows.add(row(day.getKey(), day.getValue(), from, to));
        }
        return rows;
    }

    /** Hours before the first chunk and after the last are no holes. */
    private static HeatMap.Day row(long day, long[] hours, int from, int to) {
        List<@Nullable Long> values = new ArrayList<>();
        for (int hour = 0; hour < HOURS; hour++) {
            values.add(hour < from || hour >= to ? null : hours[hour]);
        }
        return new HeatMap.Day(LocalDate.ofEpochDay(day).toString(), values);
    }

    private static int firstFilled(long[] hours) {
        int hour = 0;
        while (hour < HOURS - 1 && hours[hour] == 0) {
            hour++;
        }
        return hour;
    }

    private static int lastFilled(long[] hours) {
        int hour = HOURS - 1;
        while (hour > 0 && hours[hour] == 0) {
            hour--;
        }
        return hour;
    }
}
