package dev.lokistore.index.schema;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/** Compares a configured schema with what a store shows, on the days for which there is data. */
public final class SchemaComparison {
    private static final Map<String, Function<SchemaPeriod, String>> FIELDS = Map.of(
            "store", SchemaPeriod::store,
            "schema", period -> "v" + period.version(),
            "index.prefix", SchemaPeriod::indexPrefix,
            "index.period", period -> hours(period.indexPeriod()),
            "index.path_prefix", SchemaPeriod::pathPrefix);

    private SchemaComparison() {}

    /**
     * @param days first days of the store's tables
     * @return by first day, then field; consecutive days with the same difference are one
     */
    public static List<SchemaDifference> compare(
            StoreSchema configured, StoreSchema detected, Collection<LocalDate> days) {
        List<SchemaDifference> differences = new ArrayList<>();
        LocalDate previous = LocalDate.MIN;
        for (LocalDate day : new TreeSet<>(days)) {
            LocalDate before = previous;
            previous = day;
            long start = day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
            Optional<SchemaPeriod> found = detected.periodAt(start);
            Optional<SchemaPeriod> expected = configured.periodAt(start);
            if (found.isEmpty()) {
                continue;
            }
            if (expected.isEmpty()) {
                add(differences, before, new SchemaDifference(day, day, "from", "none", "a table of that day"));
                continue;
            }
            FIELDS.forEach((field, value) -> {
                String wanted = value.apply(expected.get());
                String seen = value.apply(found.get());
                if (!wanted.equals(seen)) {
                    add(differences, before, new SchemaDifference(day, day, field, wanted, seen));
                }
            });
        }
        differences.sort(Comparator.comparing(SchemaDifference::from).thenComparing(SchemaDifference::field));
        return differences;
    }

    /** Lengthens the difference that the day before, of those with a table, showed too. */
    private static void add(List<SchemaDifference> differences, LocalDate before, SchemaDifference next) {
        for (int i = differences.size() - 1; i >= 0; i--) {
            SchemaDifference last = differences.get(i);
            if (last.through().equals(before)
                    && last.field().equals(next.field())
                    && last.configured().equals(next.configured())
                    && last.found().equals(next.found())) {
                differences.set(
                        i,
                        new SchemaDifference(
                                last.from(), next.through(), last.field(), last.configured(), last.found()));
                return;
            }
        }
        differences.add(next);
    }

    private static String hours(Duration duration) {
        return duration.toHours() + "h";
    }
}
