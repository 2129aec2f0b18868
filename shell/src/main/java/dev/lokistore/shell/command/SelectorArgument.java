package dev.lokistore.shell.command;

import dev.lokistore.index.logql.Selector;
import dev.lokistore.index.report.ReportQuery;
import dev.lokistore.shell.UsageException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** The selector of commands that work on streams: label matchers, no line filters. */
final class SelectorArgument {
    @Parameters(
            arity = "0..1",
            paramLabel = "SELECTOR",
            description = "Only streams that match: {app=\"web\", env=~\"p.*\"}. Default: all")
    private @Nullable String text;

    /** As typed; null for all streams. */
    @Nullable
    String text() {
        return text;
    }

    /** What the global options and the selector ask for. */
    ReportQuery query(Run run) throws IOException {
        ReportQuery query = run.reportQuery();
        if (text == null) {
            // of the session's selector, what is about streams
            return query.withMatchers(run.inheritedSelector().matchers());
        }
        Selector selector = Selector.parse(text);
        if (!selector.lineFilters().isEmpty() || !selector.metadataFilters().isEmpty()) {
            throw new UsageException(
                    "line and metadata filters need the lines: use cat or grep, or give only {…} here: " + text);
        }
        return query.withMatchers(selector.matchers());
    }
}
