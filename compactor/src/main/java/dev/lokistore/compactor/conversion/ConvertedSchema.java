package dev.lokistore.compactor.conversion;

import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.index.health.SchemaFit;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.Table;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A schema whose boltdb periods become TSDB periods with the same first days and versions, and other index prefixes: TSDB
 * files inside a boltdb table break readers.
 */
public final class ConvertedSchema {
    /** What goes before the old prefix unless another is wanted. */
    public static final String PREFIX = "tsdb_";

    private static final Duration DAY = Duration.ofDays(1);
    private static final int NEWEST = SchemaPeriod.NEWEST_VERSION;

    private final StoreSchema old;
    private final @Nullable String wanted;

    /**
     * @param old the schema that the boltdb tables were written by, or one that has been converted already
     * @param wanted index prefix of all converted periods; null for {@value #PREFIX} before the old one
     */
    public ConvertedSchema(StoreSchema old, @Nullable String wanted) {
        this.old = old;
        this.wanted = wanted;
    }

    /** @throws IllegalArgumentException if Loki could not tell a table's number from such a prefix */
    public static void requirePrefix(String prefix) {
        if (prefix.isEmpty() || prefix.contains("/") || Character.isDigit(prefix.charAt(prefix.length() - 1))) {
            throw new IllegalArgumentException(
                    "'" + prefix + "' is no index prefix: it must not be empty, hold a slash or end with a digit");
        }
    }

    private String prefixFor(String prefix) {
        return wanted == null ? PREFIX + prefix : wanted;
    }

    /**
     * Where the rows of a boltdb table go.
     *
     * @param folder of the new table
     * @param period that rules over it
     * @param known whether the schema names it already, and not the boltdb table
     */
    public record Target(TableFolder folder, SchemaPeriod period, boolean known) {}

    /**
     * @param table with boltdb files
     * @param day one of its days
     * @return empty if no period gives the table its name, before or after the conversion
     */
    public Optional<Target> target(Table table, long day) {
        Optional<SchemaPeriod> ruling = old.periodAt(TimeUnit.DAYS.toMillis(day));
        if (ruling.isEmpty() || table.files().isEmpty()) {
            return Optional.empty();
        }
        SchemaPeriod period = ruling.get();
        TableFolder folder = TableFolder.of(table);
        boolean named = period.kind() == IndexKind.BOLTDB
                ? SchemaFit.of(table, old) == SchemaFit.FITS
                        && period.indexPrefix().equals(table.prefix())
                : period.indexPrefix().equals(prefixFor(table.prefix()))
                        && period.pathPrefix().equals(folder.indexPrefix());
        if (!named) {
            return Optional.empty();
        }
        SchemaPeriod converted = converted(period);
        String name = converted.indexPrefix() + day;
        TableFolder place = new TableFolder(folder.indexPrefix(), name, day, day);
        return Optional.of(new Target(place, converted, period.kind() == IndexKind.TSDB));
    }

    private SchemaPeriod converted(SchemaPeriod period) {
        if (period.kind() == IndexKind.TSDB) {
            return period;
        }
        return new SchemaPeriod(
                period.from(),
                IndexKind.TSDB,
                period.version(),
                prefixFor(period.indexPrefix()),
                DAY,
                period.pathPrefix(),
                rowShards(period.version()),
                period.objectStore());
    }

    /** TSDB has none: what Loki assumes, so that nothing has to be written. */
    private static int rowShards(int version) {
        return version == SchemaPeriod.OLDEST_VERSION ? 0 : SchemaPeriod.DEFAULT_ROW_SHARDS;
    }

    /** All periods as they are after the conversion. */
    public List<SchemaPeriod> periods() {
        List<SchemaPeriod> periods = new ArrayList<>();
        for (SchemaPeriod period : old.periods()) {
            SchemaPeriod next = converted(period);
            SchemaPeriod last = periods.isEmpty() ? null : periods.get(periods.size() - 1);
            // one that was found out begins anew where an earlier conversion was cut off
            boolean artefact = old.origin() == StoreSchema.Origin.DETECTED
                    && last != null
                    && next.equals(from(last, next.from(), last.version()));
            if (!artefact) {
                periods.add(next);
            }
        }
        return periods;
    }

    /**
     * The converted periods, and behind them one of the newest version if the last one is older: Loki 3.0 and later start
     * with structured metadata in such a period only.
     *
     * @param ahead its first day, behind all data
     */
    public List<SchemaPeriod> periodsWithNewest(LocalDate ahead) {
        List<SchemaPeriod> periods = new ArrayList<>(periods());
        SchemaPeriod last = periods.isEmpty() ? null : periods.get(periods.size() - 1);
        if (last != null && last.version() < NEWEST && last.from().isBefore(ahead)) {
            periods.add(from(last, ahead, NEWEST));
        }
        return periods;
    }

    /** The same from another day on. */
    private static SchemaPeriod from(SchemaPeriod period, LocalDate from, int version) {
        int shards = period.version() == version ? period.rowShards() : rowShards(version);
        return new SchemaPeriod(
                from,
                period.kind(),
                version,
                period.indexPrefix(),
                period.indexPeriod(),
                period.pathPrefix(),
                shards,
                period.objectStore());
    }
}
