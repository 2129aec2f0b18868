package dev.lokistore.shell.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
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
        description = "Shows the help of a command, or of a topic; without one, lists both.",
        footer = {"  lokistore help", "  lokistore help cat", "  lokistore help selectors"})
final class HelpForCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "A command or a topic. Default: all are listed")
    private @Nullable String name;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        CommandSpec own = spec;
        if (own == null) {
            throw new IllegalStateException("a command without its specification");
        }
        CommandLine root = own.root().commandLine();
        PrintWriter out = root.getOut();
        CommandLine command = name == null ? root : root.getSubcommands().get(name);
        if (command != null) {
            command.usage(out);
            if (name == null) {
                topics(out);
            }
        } else {
            Optional<String> topic = HelpTopics.text(String.valueOf(name));
            if (topic.isEmpty()) {
                throw new ParameterException(
                        own.commandLine(), "there is no command '" + name + "', and no such topic; 'help' lists both");
            }
            out.print(topic.get());
        }
        out.flush();
        return 0;
    }

    private static void topics(PrintWriter out) {
        out.println();
        out.println("Topics ('help TOPIC'):");
        for (String topic : HelpTopics.names()) {
            out.println(String.format("  %-10s %s", topic, HelpTopics.about(topic)));
        }
    }
}
