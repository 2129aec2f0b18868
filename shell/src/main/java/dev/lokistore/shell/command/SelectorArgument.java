package dev.lokistore.shell.command;

import dev.lokistore.index.logql.LabelMatcher;
import dev.lokistore.index.logql.Selector;
import dev.lokistore.index.report.ReportQuery;
import dev.lokistore.shell.UsageException;
import java.io.IOException;
import java.util.List;
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
        return run.reportQuery().withMatchers(matchers(run));
    }

    /** Of the selector, or else of the session's what is about streams. */
    List<LabelMatcher> matchers(Run run) {
        if (text == null) {
            return run.inheritedSelector().matchers();
        }
        Selector selector = Selector.parse(text);
        if (!selector.lineFilters().isEmpty() || !selector.metadataFilters().isEmpty()) {
            throw new UsageException(
                    "line and metadata filters need the lines: use cat or grep, or give only {…} here: " + text);
        }
        return selector.matchers();
    }
}
