package dev.lokistore.shell.command;

import dev.lokistore.chunk.TimeRange;
import dev.lokistore.compactor.retention.RetentionPolicy;
import dev.lokistore.compactor.retention.RetentionReports;
import dev.lokistore.compactor.retention.RetentionRow;
import dev.lokistore.compactor.retention.Volume;
import dev.lokistore.index.Problems;
import dev.lokistore.index.coverage.CoverageOptions;
import dev.lokistore.index.query.ObjectFaults;
import dev.lokistore.index.report.LabelNameRow;
import dev.lokistore.index.report.ReportQuery;
import dev.lokistore.index.report.StoreReports;
import dev.lokistore.index.report.StreamRow;
import dev.lokistore.index.report.TableRow;
import dev.lokistore.index.report.TenantRow;
import dev.lokistore.shell.Version;
import dev.lokistore.shell.html.Block;
import dev.lokistore.shell.html.DataTable;
import dev.lokistore.shell.html.DayStack;
import dev.lokistore.shell.html.Facts;
import dev.lokistore.shell.html.Note;
import dev.lokistore.shell.html.Report;
import dev.lokistore.shell.html.Report.Tile;
import dev.lokistore.shell.html.Section;
import dev.lokistore.shell.render.Quantity;
import dev.lokistore.shell.render.Times;
import dev.lokistore.shell.terminal.SafeText;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The reports of a page, each with the fields of the command that prints it. */
final class ReportSections {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final int MAX_TABLES = 1000;

    private final Run run;
    private final ReportQuery query;
    private final int top;
    private final List<Tile> tiles = new ArrayList<>();

    ReportSections(Run run, ReportQuery query, int top) {
        this.run = run;
        this.query = query;
        this.top = top;
    }

    /**
     * @param selector as typed; null for all streams
     * @param policy null if no rules are known
     */
    Report report(@Nullable String selector, @Nullable RetentionPolicy policy, int days) throws IOException {
        List<Section> sections = List.of(
                section(
                        "tenants",
                        "Tenants",
                        "Distinct streams and chunks, and the bytes of their objects.",
                        this::tenants),
                section(
                        "days",
                        "Size by day",
                        "Stored bytes of the chunks of each day, UTC. A chunk that reaches into a second day counts in both.",
                        this::days),
                section(
                        "streams",
                        "Streams",
                        "Those with most bytes. The selector in braces can be pasted into a query.",
                        this::streams),
                section(
                        "labels",
                        "Labels",
                        "Those with most values: each value makes streams of its own.",
                        this::labels),
                section(
                        "sizes",
                        "Chunk sizes",
                        "Many small chunks mean many requests for few bytes: streams that are too many or too quiet.",
                        this::sizes),
                section(
                        "coverage",
                        "Coverage",
                        "Which hours have chunks. A hole is an hour or more without any between a tenant's first and last"
                                + " chunk; missing: the index names chunks that have no object; unindexed: objects that"
                                + " no table names.",
                        this::coverage),
                section(
                        "retention",
                        "Retention",
                        "What the rules take now, and what falls due on each of the next days.",
                        (blocks, problems) -> retention(policy, days, blocks, problems)),
                section(
                        "tables",
                        "Index tables",
                        "One for each day. Sizes are those of the index files.",
                        this::tables),
                section("store", "The store", "Its layout and schema, as found out from it.", this::store));
        return new Report(SafeText.escape(run.store().uri()), facts(selector), tiles, sections);
    }

    /** Fills a section. */
    private interface Content {
        void fill(List<Block> blocks, Problems problems) throws IOException;
    }

    /** What one object does to a section leaves the others alone. */
    private Section section(String id, String title, String lead, Content content) throws IOException {
        List<Block> blocks = new ArrayList<>();
        SectionProblems problems = new SectionProblems(run.problems());
        try {
            content.fill(blocks, problems);
        } catch (IOException e) {
            if (!ObjectFaults.isLocal(e)) {
                throw e;
            }
            problems.report(title, e);
        }
        return new Section(id, title, lead, blocks, problems.texts());
    }

    private List<String> facts(@Nullable String selector) {
        List<String> facts = new ArrayList<>();
        facts.add("As of " + Times.seconds(run.now().toEpochMilli()) + " UTC");
        facts.add(Version.text());
        if (!query.tenants().isEmpty()) {
            facts.add("Only tenants "
                    + SafeText.escape(String.join(
                            ", ",
                            query.tenants().stream()
                                    .map(Object::toString)
                                    .sorted()
                                    .toList())));
        }
        if (query.range().fromNanos() != TimeRange.ALL.fromNanos()) {
            facts.add("Only from " + time(query.range().fromNanos()));
        }
        if (query.range().toNanos() != TimeRange.ALL.toNanos()) {
            facts.add("Only before " + time(query.range().toNanos()));
        }
        if (selector != null) {
            facts.add("Only " + SafeText.escape(selector));
        }
        return facts;
    }

    private static String time(long nanos) {
        return Times.seconds(Math.floorDiv(nanos, NANOS_PER_MILLI)) + " UTC";
    }

    private void tenants(List<Block> blocks, Problems problems) throws IOException {
        Largest<TenantRow> rows = new Largest<>(top, TenantRow::storedBytes);
        StoreTotals totals = new StoreTotals();
        run.reports().tenants(query, problems, row -> {
            rows.accept(row);
            totals.add(row);
        });
        tiles.addAll(totals.tiles());
        blocks.add(DataTable.of("Tenants", TenantsCommand.VIEW, rows.rows(), rows.rest("tenants")));
    }

    private void days(List<Block> blocks, Problems problems) throws IOException {
        DayStack stack = new DayStack();
        run.reports()
                .usage(
                        List.of("tenant", "day"),
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

    private void streams(List<Block> blocks, Problems problems) throws IOException {
        Largest<StreamRow> rows = new Largest<>(top, StreamRow::storedBytes);
        run.reports().streams(query, problems, rows);
        blocks.add(DataTable.of("Largest streams", StreamsCommand.VIEW, rows.rows(), rows.rest("streams")));
    }

    private void labels(List<Block> blocks, Problems problems) throws IOException {
        Largest<LabelNameRow> rows = new Largest<>(top, LabelNameRow::values);
        run.reports().labels(query, problems, rows);
        blocks.add(DataTable.of("Labels", LabelsCommand.NAMES, rows.rows(), rows.more("with fewer values")));
    }

    private void sizes(List<Block> blocks, Problems problems) throws IOException {
        ChunkSizes sizes = new ChunkSizes();
        run.reports().chunks(query, StoreReports.Verification.LISTING, problems, sizes);
        sizes.addTo(blocks);
    }

    private void coverage(List<Block> blocks, Problems problems) throws IOException {
        CoverageHours map = new CoverageHours(top);
        run.reports().coverage(CoverageOptions.DEFAULT, query, problems, map);
        map.addTo(blocks);
    }

    private void retention(@Nullable RetentionPolicy policy, int days, List<Block> blocks, Problems problems)
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

    private void tables(List<Block> blocks, Problems problems) throws IOException {
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

    private void store(List<Block> blocks, Problems problems) throws IOException {
        blocks.add(Facts.of(InfoCommand.VIEW, StoreInfo.of(run.store())));
        blocks.add(DataTable.of(
                "Schema periods", SchemaCommand.VIEW, run.loki().schema().periods()));
    }
}
