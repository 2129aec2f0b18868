package dev.lokistore.shell.command;

import dev.lokistore.compactor.retention.RetentionPolicy;
import dev.lokistore.compactor.retention.RetentionReports;
import dev.lokistore.compactor.retention.RetentionRow;
import dev.lokistore.compactor.retention.Volume;
import dev.lokistore.index.Problems;
import dev.lokistore.index.coverage.CoverageOptions;
import dev.lokistore.index.report.ChunkGoals;
import dev.lokistore.index.report.HistogramKind;
import dev.lokistore.index.report.LabelNameRow;
import dev.lokistore.index.report.ReportQuery;
import dev.lokistore.index.report.StreamRow;
import dev.lokistore.index.report.TableRow;
import dev.lokistore.index.report.TenantRow;
import dev.lokistore.index.report.UsageOptions;
import dev.lokistore.shell.html.Block;
import dev.lokistore.shell.html.DataTable;
import dev.lokistore.shell.html.DayStack;
import dev.lokistore.shell.html.Facts;
import dev.lokistore.shell.html.Note;
import dev.lokistore.shell.html.Report.Tile;
import dev.lokistore.shell.render.Quantity;
import dev.lokistore.shell.terminal.SafeText;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands in the sections of a page, each report with the fields of the command that prints it. */
final class SectionContents {
    private static final int MAX_TABLES = 1000;

    private final Run run;
    private final ReportQuery query;
    private final int top;
    private final ChunkGoals goals;
    private final List<Tile> tiles = new ArrayList<>();

    /** @param top rows of each long table */
    SectionContents(Run run, ReportQuery query, int top, ChunkGoals goals) {
        this.run = run;
        this.query = query;
        this.top = top;
        this.goals = goals;
    }

    /** The figures of the sections so far. */
    List<Tile> tiles() {
        return tiles;
    }

    void tenants(List<Block> blocks, Problems problems) throws IOException {
        Largest<TenantRow> rows = new Largest<>(top, TenantRow::storedBytes);
        StoreTotals totals = new StoreTotals();
        run.reports().tenants(query, problems, row -> {
            rows.accept(row);
            totals.add(row);
        });
        if (rows.count() == 0) {
            run.nothingFound("no tenant has a chunk there: the page is empty");
        }
        tiles.addAll(totals.tiles());
        blocks.add(DataTable.of("Tenants", TenantsCommand.VIEW, rows.rows(), rows.rest("tenants")));
    }

    void days(List<Block> blocks, Problems problems) throws IOException {
        DayStack stack = new DayStack();
        run.reports()
                .usage(
                        UsageOptions.by("tenant", "day"),
                        query,
                        problems,
                        row -> stack.add(
                                SafeText.escape(String.valueOf(row.group().get("tenant"))),
                                LocalDate.parse(String.valueOf(row.group().get("day"))),
                                row.storedBytes()));
        blocks.add(
                stack.isEmpty()
                        ? new Note("No chunk has bytes.")
                        : stack.bars("Stored bytes by day and tenant", "tenants"));
    }

    void streams(List<Block> blocks, Problems problems) throws IOException {
        Largest<StreamRow> rows = new Largest<>(top, StreamRow::storedBytes);
        run.reports().streams(query, problems, rows);
        blocks.add(DataTable.of("Largest streams", StreamsCommand.VIEW, rows.rows(), rows.rest("streams")));
    }

    void labels(List<Block> blocks, Problems problems) throws IOException {
        Largest<LabelNameRow> rows = new Largest<>(top, LabelNameRow::values);
        run.reports().labels(query, problems, rows);
        blocks.add(DataTable.of("Labels", LabelsCommand.NAMES, rows.rows(), rows.more("with fewer values")));
    }

    void sizes(List<Block> blocks, Problems problems) throws IOException {
        ChunkSizes sizes = new ChunkSizes();
        run.reports().histograms(EnumSet.allOf(HistogramKind.class), goals, query, problems, sizes);
        sizes.addTo(blocks);
    }

    void coverage(List<Block> blocks, Problems problems) throws IOException {
        CoverageHours map = new CoverageHours(top);
        run.reports().coverage(CoverageOptions.DEFAULT, query, problems, map);
        map.addTo(blocks);
    }

    void retention(@Nullable RetentionPolicy policy, int days, List<Block> blocks, Problems problems)
            throws IOException {
        if (policy == null) {
            blocks.add(new Note("No rules: they are in Loki's configuration, which --loki-config FILE names."));
            return;
        }
        if (!policy.settings().enabled()) {
            blocks.add(new Note("compactor.retention_enabled is not true: Loki applies none of these rules."));
        }
        DayStack stack = new DayStack();
        LocalDate today = LocalDate.ofInstant(run.now(), ZoneOffset.UTC);
        today.datesUntil(today.plusDays(days)).forEach(stack::place);
        Largest<RetentionRow> rows = new Largest<>(top, row -> row.all().storedBytes());
        Volume expired = Volume.NONE;
        for (RetentionRow row :
                new RetentionReports(run.loki(), run.reports(), run.now()).totals(policy, days, query, problems)) {
            rows.accept(row);
            expired = expired.plus(row.expired());
            row.due()
                    .forEach((day, volume) -> stack.add(
                            SafeText.escape(row.tenant() + ": " + row.rule().id()), day, volume.storedBytes()));
        }
        tiles.add(new Tile(
                "Past retention", Quantity.bytes(expired.storedBytes()), Quantity.count(expired.chunks()) + " chunks"));
        blocks.add(DataTable.of("Rules", RetentionTotals.view(policy), rows.rows(), rows.rest("rules")));
        blocks.add(
                stack.isEmpty()
                        ? new Note("Nothing falls due in the next " + days + " days.")
                        : stack.bars("Stored bytes that fall due, by day and rule", "rules"));
    }

    void tables(List<Block> blocks, Problems problems) throws IOException {
        Largest<TableRow> rows = new Largest<>(MAX_TABLES, row -> row.day().toEpochDay());
        long[] bytes = new long[1];
        run.reports().tables(query, problems, row -> {
            rows.accept(row);
            bytes[0] += row.storedBytes();
        });
        tiles.add(new Tile("Index tables", Quantity.count(rows.count()), Quantity.bytes(bytes[0])));
        blocks.add(
                DataTable.of("Tables, latest first", TablesCommand.view(run.now()), rows.rows(), rows.more("older")));
    }

    void store(List<Block> blocks, Problems problems) throws IOException {
        blocks.add(Facts.of(
                InfoCommand.view(run.store().inventory() != null, false, false),
                StoreFindings.of(run, problems, null)));
        blocks.add(DataTable.of(
                "Schema periods", SchemaCommand.VIEW, run.loki().schema().periods()));
    }
}
