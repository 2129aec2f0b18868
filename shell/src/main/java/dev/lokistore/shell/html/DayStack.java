package dev.lokistore.shell.html;

import dev.lokistore.shell.html.Bars.Series;
import dev.lokistore.shell.render.Quantity;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Sums up bytes by day and series for a chart that stays readable: the series with most bytes have a colour each, the
 * others share one; days without bytes have their place; very many days come as months.
 */
public final class DayStack {
    private static final int COLOURS = 6;
    private static final int MAX_POSITIONS = 400;
    /** A longer gap is no hole in the logs but a table of a wrong year. */
    private static final int LONGEST_GAP_DAYS = 62;

    private final Map<String, TreeMap<LocalDate, Long>> series = new HashMap<>();

    public void add(String name, LocalDate day, long bytes) {
        series.computeIfAbsent(name, key -> new TreeMap<>()).merge(day, bytes, Long::sum);
    }

    /** A day that has a place although nothing may be on it. */
    public void place(LocalDate day) {
        add("", day, 0);
    }

    public boolean isEmpty() {
        return series.values().stream().allMatch(days -> days.values().stream().allMatch(bytes -> bytes == 0));
    }

    /**
     * @param label of the chart
     * @param others what the series are, in the plural: {@code tenants}
     */
    public Bars bars(String label, String others) {
        TreeSet<LocalDate> days = new TreeSet<>();
        series.values().forEach(each -> days.addAll(each.keySet()));
        boolean months = days.size() > MAX_POSITIONS;
        List<String> positions = months ? months(days) : filled(days);
        List<Map.Entry<String, TreeMap<LocalDate, Long>>> bySize = series.entrySet().stream()
                .filter(each -> sum(each.getValue()) > 0)
                .sorted(Comparator.<Map.Entry<String, TreeMap<LocalDate, Long>>>comparingLong(
                                each -> -sum(each.getValue()))
                        .thenComparing(Map.Entry::getKey))
                .toList();
        List<Series> shown = new ArrayList<>();
        // one more would need no colour of its own if it stood for a single series
        int own = bySize.size() <= COLOURS + 1 ? bySize.size() : COLOURS;
        for (Map.Entry<String, TreeMap<LocalDate, Long>> each : bySize.subList(0, own)) {
            shown.add(new Series(each.getKey(), shown.size() == COLOURS, values(each.getValue(), positions, months)));
        }
        if (own < bySize.size()) {
            TreeMap<LocalDate, Long> rest = new TreeMap<>();
            bySize.subList(own, bySize.size())
                    .forEach(each -> each.getValue().forEach((day, bytes) -> rest.merge(day, bytes, Long::sum)));
            String name = Quantity.count(bySize.size() - own) + " other " + others;
            shown.add(new Series(name, true, values(rest, positions, months)));
        }
        return new Bars(label, Bars.Unit.BYTES, months ? "Month" : "Day", positions, shown);
    }

    private static long sum(TreeMap<LocalDate, Long> days) {
        return days.values().stream().mapToLong(Long::longValue).sum();
    }

    private static List<Long> values(TreeMap<LocalDate, Long> days, List<String> positions, boolean months) {
        Map<String, Long> byPosition = new HashMap<>();
        days.forEach((day, bytes) -> byPosition.merge(position(day, months), bytes, Long::sum));
        return positions.stream()
                .map(position -> byPosition.getOrDefault(position, 0L))
                .toList();
    }

    private static String position(LocalDate day, boolean months) {
        return months ? YearMonth.from(day).toString() : day.toString();
    }

    /** The latest months. */
    private static List<String> months(NavigableSet<LocalDate> days) {
        List<String> months =
                days.stream().map(day -> position(day, true)).distinct().toList();
        return months.subList(Math.max(0, months.size() - MAX_POSITIONS), months.size());
    }

    private static List<String> filled(NavigableSet<LocalDate> days) {
        List<String> filled = new ArrayList<>();
        for (LocalDate day : days) {
            LocalDate before = days.lower(day);
            if (before != null && ChronoUnit.DAYS.between(before, day) <= LONGEST_GAP_DAYS) {
                before.plusDays(1).datesUntil(day).map(LocalDate::toString).forEach(filled::add);
            }
            filled.add(day.toString());
        }
        return filled;
    }
}
