package dev.lokistore.shell.command;

import dev.lokistore.chunk.TimeRange;
import dev.lokistore.compactor.retention.RetentionPolicy;
import dev.lokistore.index.Problems;
import dev.lokistore.index.inventory.InventoryAbout;
import dev.lokistore.index.query.ObjectFaults;
import dev.lokistore.index.report.ChunkGoals;
import dev.lokistore.index.report.ReportQuery;
import dev.lokistore.shell.Version;
import dev.lokistore.shell.html.Block;
import dev.lokistore.shell.html.Report;
import dev.lokistore.shell.html.Section;
import dev.lokistore.shell.render.Times;
import dev.lokistore.shell.terminal.SafeText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sections of a page, in order. */
final class ReportSections {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Run run;
    private final ReportQuery query;
    private final SectionContents contents;

    ReportSections(Run run, ReportQuery query, int top, ChunkGoals goals) {
        this.run = run;
        this.query = query;
        this.contents = new SectionContents(run, query, top, goals);
    }

    /**
     * @param selector as typed; null for all streams
     * @param policy null if no rules are known
     */
    Report report(@Nullable String selector, @Nullable RetentionPolicy policy, int days) throws IOException {
        boolean everything = selector == null && query.tenants().isEmpty();
        List<Section> sections = List.of(
                section(
                        "tenants",
                        "Tenants",
                        "Distinct streams and chunks, and the bytes of their objects.",
                        contents::tenants),
                section(
                        "findings",
                        "Findings",
                        "What doctor found wrong in the store, by what it was seen, and what to do.",
                        (blocks, problems) -> contents.findings(everything, policy, blocks)),
                section(
                        "days",
                        "Size by day",
                        "Stored bytes of the chunks of each day, UTC. A chunk that reaches into a second day counts in both.",
                        contents::days),
                section(
                        "streams",
                        "Streams",
                        "Those with most bytes. The selector in braces can be pasted into a query.",
                        contents::streams),
                section(
                        "labels",
                        "Labels",
                        "Those with most values: each value makes streams of its own. Saved is what there would be less of"
                                + " without the label: streams that would be one; chunks and index by estimate.",
                        contents::labels),
                section(
                        "sizes",
                        "Chunk sizes",
                        "Many small chunks mean many requests for few bytes: streams that are too many or too quiet.",
                        contents::sizes),
                section(
                        "coverage",
                        "Coverage",
                        "Which hours have chunks. A hole is an hour or more without any between a tenant's first and last"
                                + " chunk; missing: the index names chunks that have no object; unindexed: objects that"
                                + " no table names.",
                        contents::coverage),
                section(
                        "retention",
                        "Retention",
                        "What the rules take now, and what falls due on each of the next days.",
                        (blocks, problems) -> contents.retention(policy, days, blocks, problems)),
                section(
                        "tables",
                        "Index tables",
                        "One for each day. Sizes are those of the index files.",
                        contents::tables),
                section(
                        "store",
                        "The store",
                        "Its layout and schema, as found out from it.",
                        (blocks, problems) -> contents.store(everything, blocks, problems)));
        return new Report(SafeText.escape(run.store().uri()), facts(selector), contents.tiles(), sections);
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

    private List<String> facts(@Nullable String selector) throws IOException {
        List<String> facts = new ArrayList<>();
        InventoryAbout inventory = run.store().inventory();
        if (inventory != null) {
            facts.add("From an inventory of " + SafeText.escape(inventory.store())
                    + (inventory.complete() ? "" : ", which is not complete"));
        }
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
}
