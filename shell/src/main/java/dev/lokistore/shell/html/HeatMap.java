package dev.lokistore.shell.html;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A day a row, an hour a column, UTC.
 *
 * @param label what the map shows
 * @param days from the top down
 */
public record HeatMap(String label, List<Day> days) implements Block {
    private static final int HOURS = 24;

    /**
     * One row.
     *
     * @param day {@code YYYY-MM-DD}
     * @param hours 24 counts; 0 for a hole, null outside the time that the map is about
     */
    public record Day(String day, List<@Nullable Long> hours) {
        public Day {
            if (hours.size() != HOURS) {
                throw new IllegalArgumentException(day + " has " + hours.size() + " hours");
            }
        }
    }

    @Override
    public Map<String, @Nullable Object> data() {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("type", "heat");
        data.put("label", label);
        data.put(
                "rows",
                days.stream()
                        .map(day -> Map.of("day", day.day(), "hours", day.hours()))
                        .toList());
        return data;
    }
}
