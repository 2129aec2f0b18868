package dev.lokistore.shell.command;

import dev.lokistore.shell.ScriptOptions;
import dev.lokistore.shell.Session;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code run}. */
@Command(
        name = "run",
        description = {
            "Runs the commands of a file, as if they were typed. Stops at the first that does not end with 0. What they set"
                    + " and open stays."
        },
        footer = {"  run incident.lokistore", "  run checks --keep-going --echo"})
final class RunCommand extends StoreCommand {
    @Parameters(paramLabel = "FILE", description = "A command a line; # begins a comment")
    private String file = "";

    @Option(names = "--keep-going", description = "Go on after a command that failed")
    private boolean keepGoing;

    @Option(names = "--echo", description = "Show each command on stderr before it runs")
    private boolean echo;

    @Override
    void execute(Run run) throws IOException {
        Session session = run.session();
        Path path = session.workingDirectory().resolve(file);
        run.endWith(session.memory().run(path, new ScriptOptions(keepGoing, echo), session));
    }
}
