package dev.lokistore.compactor.rebuild;

import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.index.health.SchemaFit;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableScan;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;

/**
 * Which schema ruled on which day, for tables that are not there. Chunks do not tell it: it is known from a configuration, from
 * the tables on both sides of a day, or from whoever asks.
 */
public final class RulingSchema {
    /**
     * What an operator says of days of which nothing else is known.
     *
     * @param version of the schema, 9 to 13
     * @param indexPrefix of table names
     */
    public record Given(IndexKind kind, int version, String indexPrefix) {}

    private final StoreSchema schema;
    private final LongPredicate known;

    private RulingSchema(StoreSchema schema, LongPredicate known) {
        this.schema = schema;
        this.known = known;
    }

    /** That of a configuration, which rules on all days from its first period on. */
    public static RulingSchema configured(StoreSchema schema) {
        return new RulingSchema(schema, day -> true);
    }

    /** What tables tell: of a day between two of the same period, that it was of this one too. */
    public static RulingSchema detected(StoreSchema schema, List<Table> tables) {
        TreeSet<Long> days = new TreeSet<>();
        for (Table table : tables) {
            if (!schema.periods().isEmpty() && SchemaFit.of(table, schema) == SchemaFit.FITS) {
                days.add(table.firstDay());
                days.add(table.lastDay());
            }
        }
        return new RulingSchema(schema, day -> {
            Long before = days.floor(day);
            Long after = days.ceiling(day);
            return before != null && after != null && on(schema, before).equals(on(schema, after));
        });
    }

    /**
     * The same, and on days that are not known what is given.
     *
     * @param firstDay of the store's chunks, since the epoch
     * @param objectStore name for the periods that this makes
     */
    public RulingSchema with(Given given, long firstDay, String objectStore) {
        List<SchemaPeriod> periods = new ArrayList<>();
        long first = firstDay;
        long last = firstDay;
        for (SchemaPeriod period : schema.periods()) {
            first = Math.min(first, period.from().toEpochDay());
            last = Math.max(last, period.from().toEpochDay());
        }
        // behind the last table, too
        for (long day = first; day <= last || known.test(day) || known.test(day - 1); day++) {
            LocalDate from = LocalDate.ofEpochDay(day);
            Optional<SchemaPeriod> own = known.test(day) ? on(schema, day) : Optional.empty();
            SchemaPeriod ruling = own.isPresent() ? from(own.get(), from) : period(given, from, objectStore);
            if (periods.isEmpty()
                    || !from(periods.get(periods.size() - 1), from).equals(ruling)) {
                periods.add(ruling);
            }
        }
        return configured(new StoreSchema(periods, schema.origin(), schema.notes()));
    }

    private static SchemaPeriod period(Given given, LocalDate from, String objectStore) {
        return new SchemaPeriod(
                from,
                given.kind(),
                given.version(),
                given.indexPrefix(),
                Duration.ofDays(1),
                SchemaPeriod.DEFAULT_PATH_PREFIX,
                given.version() == SchemaPeriod.OLDEST_VERSION ? 0 : SchemaPeriod.DEFAULT_ROW_SHARDS,
                objectStore);
    }

    private static SchemaPeriod from(SchemaPeriod period, LocalDate from) {
        return new SchemaPeriod(
                from,
                period.kind(),
                period.version(),
                period.indexPrefix(),
                period.indexPeriod(),
                period.pathPrefix(),
                period.rowShards(),
                period.objectStore());
    }

    private static Optional<SchemaPeriod> on(StoreSchema schema, long day) {
        return schema.periodAt(TimeUnit.DAYS.toMillis(day));
    }

    public StoreSchema schema() {
        return schema;
    }

    /** Whether it is certain what ruled on the day. */
    boolean knows(long day) {
        return known.test(day);
    }

    /** Empty before the first period. */
    Optional<SchemaPeriod> on(long day) {
        return on(schema, day);
    }

    /**
     * The table that holds rows of a day, with those of its days on which the same period ruled; empty before the first period.
     *
     * @throws IllegalArgumentException if Loki could not tell the day from the table's name
     */
    Optional<TableFolder> table(long day) {
        Optional<SchemaPeriod> ruling = on(day);
        if (ruling.isEmpty()) {
            return Optional.empty();
        }
        SchemaPeriod period = ruling.get();
        long days = period.indexPeriod().toDays();
        long number = days == 0 ? 0 : Math.floorDiv(day, days);
        String name = period.indexPrefix() + number;
        boolean readable = TableScan.table(name, List.of())
                .filter(table -> table.number() == number && table.firstDay() == number * days)
                .filter(table -> table.lastDay() - table.firstDay() + 1 == days)
                .isPresent();
        if (!readable) {
            throw new IllegalArgumentException("table '" + name + "' would have " + days
                    + " days: only tables of 1 or 7 days are supported whose number can be told from the name");
        }
        long first = number * days;
        long last = first + days - 1;
        while (!on(first).equals(ruling)) {
            first++;
        }
        while (!on(last).equals(ruling)) {
            last--;
        }
        return Optional.of(new TableFolder(period.pathPrefix(), name, first, last));
    }
}
