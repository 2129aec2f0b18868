package dev.lokistore.shell.command;

import dev.lokistore.compactor.check.Finding;
import dev.lokistore.compactor.check.Severity;
import dev.lokistore.compactor.doctor.CheckupReport;
import dev.lokistore.compactor.retention.RetentionPolicy;
import dev.lokistore.compactor.retention.RetentionReports;
import dev.lokistore.compactor.retention.RetentionRow;
import dev.lokistore.compactor.retention.Volume;
import dev.lokistore.index.Problems;
import dev.lokistore.index.coverage.CoverageOptions;
import dev.lokistore.index.report.CardinalityOptions;
import dev.lokistore.index.report.CardinalityRow;
import dev.lokistore.index.report.ChunkGoals;
import dev.lokistore.index.report.HistogramKind;
import dev.lokistore.index.report.ReportQuery;
import dev.lokistore.index.report.StreamRow;
import dev.lokistore.index.report.TableRow;
import dev.lokistore.index.report.TenantRow;
import dev.lokistore.index.report.UsageOptions;
import dev.lokistore.shell.html.Block;
import dev.lokistore.shell.html.DataTable;
import dev.lokistore.shell.html.DayStack;
import dev.lokistore.shell.html.Facts;
import dev.lokistore.shell.html.Findings;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    /** @param policy null if no rules are known */
    void findings(boolean everything, @Nullable RetentionPolicy policy, List<Block> blocks) throws IOException {
        if (!everything) {
            blocks.add(new Note(
                    "Findings are about the whole store, and this page is about a part of it: a page without -t"
                            + " and selector has them."));
            return;
        }
        CheckupReport report = StoreCheckup.examine(run, policy);
        tiles.add(findingsTile(report.findings()));
        List<Finding> shown =
                report.findings().subList(0, Math.min(top, report.findings().size()));
        if (shown.isEmpty()) {
            blocks.add(new Note("Nothing wrong was found."));
        } else {
            blocks.add(new Findings(shown.stream().map(SectionContents::entry).toList()));
        }
        int more = report.findings().size() - shown.size();
        if (more > 0) {
            blocks.add(new Note("And " + Quantity.count(more) + " more, which doctor lists."));
        }
        report.unchecked().forEach(line -> blocks.add(new Note("Not checked: " + SafeText.escape(line) + ".")));
    }

    private static Findings.Entry entry(Finding finding) {
        return new Findings.Entry(
                finding.severity().label(),
                finding.id(),
                SafeText.escape(finding.subject()),
                SafeText.escape(finding.message()),
                finding.evidence().stream().map(SafeText::escape).toList(),
                SafeText.escape(finding.remedy()));
    }

    private static Tile findingsTile(List<Finding> findings) {
        long errors = count(findings, Severity.ERROR);
        long warnings = count(findings, Severity.WARNING);
        String detail = Stream.of(text(errors, "error"), text(warnings, "warning"))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
        return new Tile("Findings", Quantity.count(errors + warnings), detail);
    }

    private static long count(List<Finding> findings, Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count();
    }

    private static String text(long count, String what) {
        return count == 0 ? "" : Quantity.count(count) + " " + what + (count == 1 ? "" : "s");
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
        Largest<CardinalityRow> rows = new Largest<>(top, CardinalityRow::values);
        run.reports().cardinality(new CardinalityOptions(List.of(), goals), query, problems, rows);
        blocks.add(DataTable.of("Labels", CardinalityCommand.VIEW, rows.rows(), rows.more("with fewer values")));
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

    void store(boolean everything, List<Block> blocks, Problems problems) throws IOException {
        if (everything) {
            blocks.add(Facts.of(
                    InfoCommand.view(run.store().inventory() != null, false, false),
                    StoreFindings.of(run, problems, null)));
        } else {
            blocks.add(new Note("Facts about the whole store are left out, since this page is about a part of it."));
        }
        blocks.add(DataTable.of(
                "Schema periods", SchemaCommand.VIEW, run.loki().schema().periods()));
    }
}
