package dev.lokistore.shell.command;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.lokistore.index.logql.LineFilter;
import dev.lokistore.index.logql.Selector;
import dev.lokistore.shell.UsageException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code grep}. */
@Command(
        name = "grep",
        description = {
            "Prints log entries whose line contains a text: cat with a line filter, and matches are highlighted.",
            "Ends with 0 whether or not anything was found."
        },
        footer = {
            "  lokistore -s testdata/minio-boltdb-v12.tar.gz grep 'Pulling image' '{app=\"kubelet\"}' --limit 5",
            "  lokistore -s testdata/fs-boltdb-v11.tar.gz grep -E 'order\": 5\\d+' --reverse --limit 3 -o raw"
        })
final class GrepCommand extends StoreCommand {
    @Parameters(index = "0", paramLabel = "TEXT", description = "What to look for")
    private String text = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "SELECTOR",
            description = "Which streams and lines, as for cat. Default: all")
    private @Nullable String selector;

    @Option(
            names = {"-E", "--regexp"},
            description = "TEXT is a regular expression in RE2 syntax")
    private boolean regexp;

    @Option(
            names = {"-i", "--ignore-case"},
            description = "Upper and lower case are the same")
    private boolean ignoreCase;

    @Mixin
    private EntryOptions options = new EntryOptions();

    @Override
    void execute(Run run) throws IOException {
        Selector streams = selector == null ? run.inheritedSelector() : Selector.parse(selector);
        options.print(run, streams.with(filter()));
    }

    private LineFilter filter() {
        if (!regexp && !ignoreCase) {
            return LineFilter.of(LineFilter.Operator.CONTAINS, text);
        }
        String expression = (ignoreCase ? "(?i)" : "") + (regexp ? text : Pattern.quote(text));
        try {
            return LineFilter.of(LineFilter.Operator.MATCHES, expression);
        } catch (PatternSyntaxException e) {
            throw new UsageException("'" + text + "' is no regular expression in RE2 syntax: " + e.getDescription());
        }
    }
}
