package dev.lokistore.shell.html;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bars, stacked where there are several series.
 *
 * @param label what the chart shows, for those who do not see it and above its table
 * @param unit of the values
 * @param axis what the positions are: {@code Day}
 * @param positions from left to right; a date as {@code YYYY-MM-DD} or {@code YYYY-MM} is shortened on the axis
 * @param series from the bottom up, each with a value for each position
 */
public record Bars(String label, Unit unit, String axis, List<String> positions, List<Series> series) implements Block {
    /** What the values are, and so how they are written. */
    public enum Unit {
        BYTES,
        COUNT
    }

    /**
     * One colour.
     *
     * @param rest whether it sums up what has no series of its own
     */
    public record Series(String name, boolean rest, List<Long> values) {
        public Series {
            values = List.copyOf(values);
        }
    }

    public Bars {
        positions = List.copyOf(positions);
        series = List.copyOf(series);
        for (Series each : series) {
            if (each.values().size() != positions.size()) {
                throw new IllegalArgumentException(
                        each.values().size() + " values for " + positions.size() + " positions");
            }
        }
    }

    @Override
    public Map<String, @Nullable Object> data() {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("type", "bars");
        data.put("label", label);
        data.put("unit", unit == Unit.BYTES ? "bytes" : "count");
        data.put("axis", axis);
        data.put("positions", positions);
        data.put("series", series.stream().map(Bars::data).toList());
        return data;
    }

    private static Map<String, @Nullable Object> data(Series series) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("name", series.name());
        data.put("rest", series.rest());
        data.put("values", series.values());
        return data;
    }
}
