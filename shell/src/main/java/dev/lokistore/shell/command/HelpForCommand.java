package dev.lokistore.shell.command;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code help}. Picocli's own has a {@code -h} that would clash with the inherited one. */
@Command(
        name = "help",
        description = "Shows the help of a command, or of all.",
        footer = {"  lokistore help", "  lokistore help cat"})
final class HelpForCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "The command; without it all are listed")
    private @Nullable String name;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec own = spec;
        if (own == null) {
            throw new IllegalStateException("a command without its specification");
        }
        CommandLine root = own.root().commandLine();
        CommandLine topic = name == null ? root : root.getSubcommands().get(name);
        if (topic == null) {
            throw new ParameterException(
                    own.commandLine(), "there is no command '" + name + "'; 'lokistore help' lists them");
        }
        topic.usage(root.getOut());
        root.getOut().flush();
        return 0;
    }
}
