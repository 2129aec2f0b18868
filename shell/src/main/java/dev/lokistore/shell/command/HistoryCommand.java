package dev.lokistore.shell.command;

import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.terminal.SafeText;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code history}. */
@Command(
        name = "history",
        description = {
            "Lists the command lines that were typed, with the numbers that '!12' repeats. Each store or profile has its own"
                    + " history; what looks like a secret is not kept. Ctrl-R searches it."
        },
        footer = {"  history", "  history retention", "  history -n 5", "  history --clear"})
final class HistoryCommand extends StoreCommand {
    @Parameters(arity = "0..1", paramLabel = "TEXT", description = "Only lines that contain it")
    private String text = "";

    @Option(names = "-n", paramLabel = "N", description = "The last N lines. Default: 50")
    private int count = 50;

    @Option(names = "--clear", description = "Forget all lines")
    private boolean clear;

    @Override
    void execute(Run run) throws IOException {
        if (count < 0) {
            throw new UsageException("-n is " + count + " but must be 0 or more");
        }
        if (clear) {
            run.session().memory().clearHistory();
            return;
        }
        List<String> lines = run.session().memory().history();
        @Nullable Integer first = null;
        int left = count;
        for (int i = lines.size() - 1; i >= 0 && left > 0; i--) {
            if (lines.get(i).contains(text)) {
                first = i;
                left--;
            }
        }
        for (int i = first == null ? lines.size() : first; i < lines.size(); i++) {
            if (lines.get(i).contains(text)) {
                run.out().println(String.format("%5d  %s", i + 1, SafeText.escapeLine(lines.get(i))));
            }
        }
        run.out().flush();
    }
}
