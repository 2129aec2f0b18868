package dev.lokistore.shell.command;

import dev.lokistore.compactor.check.Finding;
import dev.lokistore.compactor.check.Severity;
import dev.lokistore.compactor.fsck.FsckReport;
import dev.lokistore.compactor.fsck.Subset;
import dev.lokistore.shell.render.Quantity;
import dev.lokistore.shell.terminal.SafeText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** What {@code fsck} says to people: findings by id, the worst first, then how much was looked at. */
final class FsckPage {
    private static final String INDENT = "    ";

    private final Run run;

    FsckPage(Run run) {
        this.run = run;
    }

    void print(FsckReport report, FindingSamples samples) {
        PrintWriter out = run.out();
        FindingsPage page =
                new FindingsPage(out, run.style(), run.session().out().columns());
        out.println(report.alarming() ? "This store needs attention." : "Nothing wrong was found.");
        for (Severity severity : List.of(Severity.ERROR, Severity.WARNING, Severity.INFO)) {
            List<FindingSamples.OfId> ofSeverity = samples.all().stream()
                    .filter(id -> id.first().get(0).severity() == severity)
                    .toList();
            if (!ofSeverity.isEmpty()) {
                out.println();
                out.println(page.heading(severity, report.count(severity)));
                ofSeverity.forEach(id -> print(out, page, id));
            }
        }
        section(out, page, "Looked at", coverage(report));
        section(out, page, "Not checked", report.unchecked());
        out.flush();
    }

    private void print(PrintWriter out, FindingsPage page, FindingSamples.OfId id) {
        Finding one = id.first().get(0);
        out.println();
        out.println("  " + run.style().bold(one.id()) + (id.count() > 1 ? "  " + Quantity.count(id.count()) : ""));
        for (Finding finding : id.first()) {
            out.println(INDENT
                    + run.style().name(SafeText.escape(finding.subject()))
                    + (finding.offset() == null ? "" : " at byte " + finding.offset()));
            String evidence = finding.evidence().isEmpty() ? "" : " (" + String.join("; ", finding.evidence()) + ")";
            page.wrapped(INDENT + "  ", INDENT + "  ", finding.message() + evidence);
        }
        if (id.more() > 0) {
            out.println(INDENT + "… and " + Quantity.count(id.more()) + " more; -o jsonl lists all");
        }
        if (!one.remedy().isEmpty()) {
            page.wrapped(INDENT + "> ", INDENT + "  ", one.remedy());
        }
    }

    private void section(PrintWriter out, FindingsPage page, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            out.println();
            out.println(run.style().bold(title));
            lines.forEach(line -> page.wrapped("  - ", "    ", line));
        }
    }

    /** For programs' output, beside it. */
    void notes(FsckReport report) {
        coverage(report).forEach(line -> run.note("looked at: " + SafeText.escape(line)));
        report.unchecked().forEach(line -> run.note("not checked: " + SafeText.escape(line)));
    }

    private static List<String> coverage(FsckReport report) {
        FsckReport.Coverage seen = report.coverage();
        List<String> lines = new ArrayList<>();
        lines.add(count(seen.tables(), "table") + ": " + count(seen.indexFiles(), "index file") + " ("
                + Quantity.bytes(seen.indexBytes()) + ") " + (report.level() == 1 ? "opened" : "read to the end"));
        String objects = count(seen.objects(), "chunk object") + " (" + Quantity.bytes(seen.objectBytes()) + ")";
        lines.add(
                report.level() == 1
                        ? objects + " listed"
                        : count(seen.references(), "reference") + " in tables against " + objects);
        if (report.level() == FsckReport.DECODED_FROM) {
            String part =
                    seen.subset().equals(Subset.ALL) ? "all" : seen.subset().toString();
            lines.add("level 3 on " + part + " of the chunks: " + Quantity.count(seen.decoded()) + " of "
                    + Quantity.count(seen.objects()) + " decoded, " + Quantity.bytes(seen.decodedBytes()));
        }
        if (report.suppressed() > 0) {
            lines.add(count(report.suppressed(), "finding") + " suppressed");
        }
        return lines;
    }

    private static String count(long number, String noun) {
        return Quantity.count(number) + " " + noun + (number == 1 ? "" : "s");
    }
}
