package dev.lokistore.index.schema;

import dev.lokistore.index.boltdb.BoltdbEvidence;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds out the schema periods from a store: kind, prefixes and days from the names of its tables, versions from a few
 * tables that are looked into. Versions only grow over time, so the days on which they change are found by halving.
 */
public final class SchemaDetector {
    private final SchemaSources sources;
    private final List<String> notes = new ArrayList<>();

    private SchemaDetector(SchemaSources sources) {
        this.sources = sources;
    }

    /** @throws IOException if the store fails; a broken object is none, it tells nothing */
    public static StoreSchema detect(SchemaSources sources) throws IOException {
        return new SchemaDetector(sources).detect();
    }

    private StoreSchema detect() throws IOException {
        Map<Series, List<Table>> groups = new LinkedHashMap<>();
        List<String> prefixes = new ArrayList<>(sources.tables().keySet());
        Collections.sort(prefixes);
        for (String pathPrefix : prefixes) {
            for (Table table : sources.tables().getOrDefault(pathPrefix, List.of())) {
                groups.computeIfAbsent(seriesOf(pathPrefix, table), series -> new ArrayList<>())
                        .add(table);
            }
        }
        List<Dated> dated = new ArrayList<>();
        for (Map.Entry<Series, List<Table>> group : groups.entrySet()) {
            Series series = group.getKey();
            List<TableEvidence> evidence = new VersionSearch(sources, series.kind(), group.getValue()).search();
            long began = group.getValue().get(0).firstDay();
            for (int i = 0; i < evidence.size(); i++) {
                dated.add(new Dated(group.getValue().get(i), series, began, evidence.get(i)));
                note(evidence.get(i).note());
            }
        }
        List<SchemaPeriod> periods = periods(dated);
        note(
                periods.isEmpty()
                        ? "there is no index table to tell a schema from"
                        : "the first period begins at the first table that is left; it may have begun earlier");
        return new StoreSchema(periods, StoreSchema.Origin.DETECTED, notes);
    }

    private Series seriesOf(String pathPrefix, Table table) {
        if (table.kind() == TableKind.MIXED) {
            note(table.name() + " holds boltdb and TSDB files: it is taken for TSDB");
        }
        IndexKind kind = table.kind() == TableKind.BOLTDB ? IndexKind.BOLTDB : IndexKind.TSDB;
        return new Series(pathPrefix, table.prefix(), kind, table.lastDay() - table.firstDay() + 1);
    }

    private List<SchemaPeriod> periods(List<Dated> all) {
        // where tables overlap, the series that began later has taken over; of two that began together one is converted
        all.sort(Comparator.comparingLong((Dated table) -> table.table().firstDay())
                .thenComparingLong(Dated::seriesBegan)
                .thenComparing(table -> table.series().kind())
                .thenComparing(table -> table.table().name()));
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Dated table = all.get(i);
            boolean overlapped = i + 1 < all.size()
                    && all.get(i + 1).table().firstDay() == table.table().firstDay();
            if (overlapped) {
                note("the tables " + table.table().name() + " and "
                        + all.get(i + 1).table().name() + " cover the same day");
                continue;
            }
            Run last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
            if (last != null && last.series.equals(table.series()) && last.version == version(table)) {
                last.rows = last.rows.and(table.evidence().rows());
            } else {
                runs.add(new Run(table, version(table)));
            }
        }
        return runs.stream().map(this::period).toList();
    }

    private static int version(Dated table) {
        return table.evidence().version();
    }

    private SchemaPeriod period(Run run) {
        int seen = run.rows.rowShards().orElse(0);
        int rowShards =
                run.version == SchemaPeriod.OLDEST_VERSION ? 0 : seen > 0 ? seen : SchemaPeriod.DEFAULT_ROW_SHARDS;
        return new SchemaPeriod(
                run.first.day(),
                run.series.kind(),
                run.version,
                run.series.prefix(),
                Duration.ofDays(run.series.days()),
                run.series.pathPrefix(),
                rowShards,
                sources.layout().filesystemNames() ? "filesystem" : "s3");
    }

    private void note(String note) {
        if (!note.isEmpty() && !notes.contains(note)) {
            notes.add(note);
        }
    }

    /** What the names of tables of one period have in common. */
    private record Series(String pathPrefix, String prefix, IndexKind kind, long days) {}

    private record Dated(Table table, Series series, long seriesBegan, TableEvidence evidence) {}

    /** Tables in a row that one period may have written. */
    private static final class Run {
        private final Table first;
        private final Series series;
        private final int version;
        private BoltdbEvidence rows;

        Run(Dated first, int version) {
            this.first = first.table();
            this.series = first.series();
            this.version = version;
            this.rows = first.evidence().rows();
        }
    }
}
