package dev.lokistore.shell.command;

import dev.lokistore.shell.UsageException;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code exit}. */
@Command(
        name = "exit",
        aliases = "quit",
        description = "Leaves the shell, as Ctrl-D does.",
        footer = {"  exit", "  exit 3"})
final class ExitCommand extends StoreCommand {
    private static final int MAX_CODE = 255;

    @Parameters(arity = "0..1", paramLabel = "CODE", description = "Exit status. Default: 0")
    private int code;

    @Override
    void execute(Run run) throws IOException {
        if (code < 0 || code > MAX_CODE) {
            throw new UsageException("the exit status is " + code + " but must be 0 to " + MAX_CODE);
        }
        run.session().memory().leave(code);
    }
}
