package dev.lokistore.shell.command;

import dev.lokistore.shell.terminal.SafeText;
import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code pwd}. */
@Command(name = "pwd", description = "Prints the place in the store where 'cd' went.", footer = "  pwd")
final class PwdCommand extends StoreCommand {
    @Override
    void execute(Run run) throws IOException {
        String place = "/" + String.join("/", run.session().context().place());
        run.out().println(run.session().out().terminal() ? SafeText.escape(place) : place);
    }
}
