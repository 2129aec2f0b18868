package dev.lokistore.shell.command;

import dev.lokistore.compactor.check.Finding;
import dev.lokistore.compactor.check.Severity;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.RecordView;
import dev.lokistore.shell.terminal.SafeText;
import dev.lokistore.shell.terminal.Style;
import java.io.PrintWriter;
import java.util.List;

/** Findings as a page for people, and as records for programs. */
final class FindingsPage {
    static final RecordView<Finding> VIEW = RecordView.<Finding>builder()
            .text("id", Finding::id)
            .text("severity", finding -> finding.severity().label())
            .field("subject", FieldKind.KEY, Shown.ALWAYS, Finding::subject)
            .count("offset", Finding::offset)
            .text("message", Finding::message)
            .field("evidence", FieldKind.LIST, Shown.ALWAYS, Finding::evidence)
            .text("remedy", Finding::remedy)
            .build();

    private static final int DEFAULT_COLUMNS = 100;
    private static final int LEAST_COLUMNS = 30;
    private static final String INDENT = "    ";

    private final PrintWriter out;
    private final Style style;
    private final int columns;

    /** @param columns of the terminal, 0 if unknown */
    FindingsPage(PrintWriter out, Style style, int columns) {
        this.out = out;
        this.style = style;
        this.columns = columns == 0 ? DEFAULT_COLUMNS : Math.max(LEAST_COLUMNS, columns);
    }

    /** @param findings the worst first */
    void print(List<Finding> findings) {
        Severity last = null;
        for (Finding finding : findings) {
            if (finding.severity() != last) {
                last = finding.severity();
                out.println();
                out.println(heading(last, count(findings, last)));
            }
            print(finding);
        }
    }

    private static long count(List<Finding> findings, Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count();
    }

    String heading(Severity severity, long count) {
        return switch (severity) {
            case ERROR -> style.alarm(count + (count == 1 ? " error" : " errors"));
            case WARNING -> style.notice(count + (count == 1 ? " warning" : " warnings"));
            case INFO -> style.bold(count == 1 ? "1 note" : count + " notes");
        };
    }

    private void print(Finding finding) {
        out.println();
        out.println("  " + style.bold(finding.id()) + "  " + style.name(SafeText.escape(finding.subject())));
        wrapped(INDENT, INDENT, finding.message());
        finding.evidence().forEach(evidence -> wrapped(INDENT + "- ", INDENT + "  ", evidence));
        if (!finding.remedy().isEmpty()) {
            wrapped(INDENT + "> ", INDENT + "  ", finding.remedy());
        }
    }

    /** Lines of words; a word that is longer than a line, such as a key, stays whole, to be copied. */
    void wrapped(String first, String others, String text) {
        StringBuilder line = new StringBuilder(first);
        boolean fresh = true;
        for (String word : SafeText.escape(text).split(" ")) {
            if (!fresh && line.length() + 1 + word.length() > columns) {
                out.println(line);
                line = new StringBuilder(others);
                fresh = true;
            }
            line.append(fresh ? "" : " ").append(word);
            fresh = false;
        }
        out.println(line);
    }
}
