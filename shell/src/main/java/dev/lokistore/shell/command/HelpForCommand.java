package dev.lokistore.shell.command;

import dev.lokistore.shell.Session;
import dev.lokistore.shell.pipe.Filters;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
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
    @Parameters(arity = "0..2", paramLabel = "COMMAND", description = "A command or a topic. Default: all are listed")
    private List<String> names = List.of();

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
        String name = names.isEmpty() ? null : names.get(0);
        boolean all = name == null || name.equals(HelpTopics.ALL);
        CommandLine command = all ? root : root.getSubcommands().get(name);
        if (command != null && names.size() > 1) {
            command = command.getSubcommands().get(names.get(1));
        }
        if (name == null && session(own).memory().isShell()) {
            ShellHelp.print(out);
        } else if (command != null) {
            command.usage(out);
            if (all) {
                topics(out);
            }
        } else {
            String topic =
                    Filters.names().contains(name) || Filters.PAGER.equals(name) ? "pipes" : String.valueOf(name);
            Optional<String> text = names.size() > 1 ? Optional.empty() : HelpTopics.text(topic);
            if (text.isEmpty()) {
                throw new ParameterException(
                        own.commandLine(),
                        "there is no command '" + String.join(" ", names) + "', and no such topic; 'help' lists both");
            }
            out.print(text.get());
        }
        out.flush();
        return 0;
    }

    private static Session session(CommandSpec own) {
        return ((Lokistore) own.root().userObject()).session();
    }

    static void topics(PrintWriter out) {
        out.println();
        out.println("Topics ('help TOPIC'):");
        for (String topic : HelpTopics.names()) {
            out.println(String.format("  %-10s %s", topic, HelpTopics.about(topic)));
        }
    }
}
