package dev.lokistore.shell;

import dev.lokistore.shell.command.Commands;
import dev.lokistore.shell.command.Lokistore;
import dev.lokistore.shell.terminal.BrokenOutputException;
import dev.lokistore.shell.terminal.Output;
import dev.lokistore.shell.terminal.SafeText;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Runs command lines in a session: the same from a process, from the interactive shell and from tests. */
public final class Cli {
    private final Session session;
    private final CommandLine commandLine;
    private final Failures failures = new Failures();
    private boolean outputBroken;

    /** With every command, for many runs. */
    public Cli(Session session) {
        this(session, Commands.on(session), verbose -> {});
    }

    /**
     * For one run.
     *
     * @param beforeCommand told whether {@code --verbose} is on, before the command runs: for logging
     * @param arguments of that run
     */
    public static Cli forRun(Session session, Consumer<Boolean> beforeCommand, String... arguments) {
        return new Cli(session, Commands.on(session, arguments), beforeCommand);
    }

    /**
     * For one run inside the shell, which has commands of its own.
     *
     * @param arguments of that run
     */
    public static Cli inShell(Session session, String... arguments) {
        return new Cli(session, Commands.inShell(session, arguments), verbose -> {});
    }

    private Cli(Session session, CommandLine commandLine, Consumer<Boolean> beforeCommand) {
        this.session = session;
        this.commandLine = commandLine
                .setOut(session.out().text())
                .setErr(session.err().text())
                .setColorScheme(CommandLine.Help.defaultColorScheme(helpColours(session)))
                .setExitCodeExceptionMapper(failures)
                .setParameterExceptionHandler(this::wrongUsage)
                .setExecutionExceptionHandler((failure, line, parsed) -> failed(failure));
        commandLine.getCommandSpec().versionProvider(() -> new String[] {Version.text()});
        CommandLine.IExecutionStrategy last = new CommandLine.RunLast();
        commandLine.setExecutionStrategy(parsed -> {
            beforeCommand.accept(root().verbose());
            try {
                return last.execute(parsed);
            } catch (BrokenOutputException e) {
                // from a help page, which picocli prints outside of any command
                return failed(e);
            }
        });
    }

    /** Not left to picocli, which asks the process. */
    private static CommandLine.Help.Ansi helpColours(Session session) {
        boolean colour = session.out().terminal()
                && session.environment().get("NO_COLOR").isEmpty();
        return colour ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF;
    }

    public CommandLine commandLine() {
        return commandLine;
    }

    /** Parses and runs; never throws for what a user or a store can do wrong. */
    public int run(String... arguments) {
        outputBroken = false;
        try {
            int code = commandLine.execute(arguments);
            if (!outputBroken) {
                session.out().flush();
            }
            return code;
        } catch (BrokenOutputException | StackOverflowError | OutOfMemoryError | LinkageError e) {
            return failed(e);
        } finally {
            session.err().flush();
        }
    }

    private Lokistore root() {
        return (Lokistore) commandLine.getCommandSpec().userObject();
    }

    private int wrongUsage(ParameterException mistake, String[] arguments) {
        CommandLine command = mistake.getCommandLine();
        say(List.of(describe(mistake)));
        PrintWriter err = session.err().text();
        suggest(mistake, err);
        err.println("Try '" + advice(command.getCommandSpec()) + "'.");
        return ExitCode.USAGE.code();
    }

    private void suggest(ParameterException mistake, PrintWriter err) {
        if (session.memory().isShell() && mistake instanceof CommandLine.UnmatchedArgumentException unmatched) {
            List<String> similar = unmatched.getSuggestions();
            if (!similar.isEmpty()) {
                String program =
                        mistake.getCommandLine().getCommandSpec().root().name() + " ";
                err.println("Did you mean: " + String.join(" or ", similar).replace(program, "") + "?");
            }
        } else {
            CommandLine.UnmatchedArgumentException.printSuggestions(mistake, err);
        }
    }

    private String advice(CommandLine.Model.CommandSpec command) {
        if (!session.memory().isShell()) {
            return command.qualifiedName() + " --help";
        }
        return command.parent() == null ? "help" : "help " + command.name();
    }

    private static String describe(ParameterException mistake) {
        boolean command = mistake instanceof CommandLine.UnmatchedArgumentException
                && mistake.getCommandLine().getParent() == null;
        String first = command
                ? ((CommandLine.UnmatchedArgumentException) mistake)
                        .getUnmatched()
                        .get(0)
                : "-";
        if (first.startsWith("-")) {
            return String.valueOf(mistake.getMessage());
        }
        return Commands.isOfShell(first)
                ? "'" + first + "' works in 'lokistore shell' only"
                : "there is no command '" + first + "'";
    }

    private int failed(Throwable failure) {
        boolean interrupted = Failures.codeOf(failure) == ExitCode.INTERRUPTED;
        if (interrupted) {
            // it is known now, and the message must get out; what is still in the buffer of the output is not wanted
            Thread.interrupted();
        }
        outputBroken = failure instanceof BrokenOutputException || interrupted;
        try {
            if (!outputBroken) {
                session.out().flush();
            }
        } catch (BrokenOutputException alsoBroken) {
            // the first failure is what the user hears of
            outputBroken = true;
            failure.addSuppressed(alsoBroken);
        }
        say(Failures.describe(failure));
        if (root().verbose()) {
            printTrace(failure);
        }
        return failures.getExitCode(failure);
    }

    /** Messages in it name objects and quote servers, so that it needs the same care as any text from a store. */
    private void printTrace(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace, true));
        trace.toString().lines().forEach(line -> session.err().text().println(SafeText.escapeLine(line)));
    }

    private void say(List<String> lines) {
        say(session.err(), lines);
    }

    /** Prints a message of one or more lines, made safe. */
    public static void say(Output err, List<String> lines) {
        boolean first = true;
        for (String line : lines) {
            // line breaks in messages are ours: the caret under a selector
            for (String part : line.split("\\R")) {
                err.text().println((first ? "lokistore: " : "") + SafeText.escape(part));
                first = false;
            }
        }
    }
}
