package dev.lokistore.shell.interactive;

import dev.lokistore.shell.Cli;
import dev.lokistore.shell.ExitCode;
import dev.lokistore.shell.Failures;
import dev.lokistore.shell.Session;
import dev.lokistore.shell.SessionContext;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.Version;
import dev.lokistore.shell.command.Commands;
import dev.lokistore.shell.command.StoreNames;
import dev.lokistore.shell.config.ConfigurationException;
import dev.lokistore.shell.config.ProfileFile;
import dev.lokistore.shell.line.CommandText;
import dev.lokistore.shell.line.Pipeline;
import dev.lokistore.shell.line.SyntaxException;
import dev.lokistore.shell.script.Shell;
import dev.lokistore.shell.terminal.Output;
import dev.lokistore.shell.terminal.Style;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jline.reader.EndOfFileException;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** The shell for a person: reads lines with JLine, runs them, until one of them or Ctrl-D ends it. */
public final class InteractiveShell implements Closeable {
    private static final String REFRESH = "refresh";

    private final Session session;
    private final Terminal terminal;
    private final Screen screen;
    private final ScreenStreams streams;
    private final Shell shell;
    private final StoreNames names;
    private final Editor editor;
    private final ShellPrompt prompt;
    private final Foreground foreground;
    private int lastCode;
    private boolean toldHowToLeave;
    private boolean secretTyped;
    private boolean toldOfSecrets;

    private InteractiveShell(Session session, Terminal terminal) {
        this.session = session;
        this.terminal = terminal;
        this.screen = new Screen(terminal);
        Pager pager = new Pager(terminal, session.workingDirectory());
        this.streams = new ScreenStreams(
                terminal,
                screen,
                pager,
                session.err().terminal() ? null : session.err(),
                session.out().columns());
        this.shell = new Shell(session.asking(new TerminalPerson(terminal)), streams);
        this.names = new StoreNames(shell.memory(), session.clock());
        boolean colour = session.environment().get("NO_COLOR").isEmpty() && !isDumb(terminal);
        this.prompt = new ShellPrompt(Style.of(colour));
        this.foreground = new Foreground(terminal);
        CommandSpec root = Commands.inShell(session.withMemory(shell.memory())).getCommandSpec();
        this.editor = new Editor(
                terminal,
                completions(root),
                new ShellHighlighter(root.subcommands().keySet(), new Hints(root), colour),
                HistoryFiles.of(session.environment()),
                () -> secretTyped = true);
        shell.memory().rememberLinesOf(editor);
    }

    private Completions completions(CommandSpec root) {
        Path home = session.environment().get("HOME").map(Path::of).orElse(null);
        return new Completions(
                root,
                names,
                new FileNames(session.workingDirectory(), home),
                new PlaceNames(shell.memory(), names),
                profiles());
    }

    private List<String> profiles() {
        try {
            ProfileFile file = ProfileFile.read(session.environment().configurationFile(), warning -> {});
            return file.profiles().keySet().stream().sorted().toList();
        } catch (IOException | ConfigurationException e) {
            return List.of(); // said when a profile is opened
        }
    }

    /** Whether it can do no more than print. */
    static boolean isDumb(Terminal terminal) {
        return terminal.getType().startsWith(Terminal.TYPE_DUMB);
    }

    /** On the terminal of the process. */
    public static InteractiveShell on(Session session) throws IOException {
        // what it has to say of terminals is nothing that a person could change
        Logger.getLogger("org.jline").setLevel(Level.OFF);
        // without a question to the terminal whose answer may be late, as over a slow line
        Terminal terminal = TerminalBuilder.builder()
                .name("lokistore")
                .system(true)
                .dumb(true)
                .graphemeCluster(false)
                .encoding(StandardCharsets.UTF_8)
                .stdinEncoding(StandardCharsets.UTF_8)
                .stdoutEncoding(StandardCharsets.UTF_8)
                .build();
        if (isDumb(terminal)) {
            // of such a terminal JLine leaves Ctrl-C to the process, which it would end
            Signals.register(Terminal.Signal.INT.name(), () -> terminal.raise(Terminal.Signal.INT));
        }
        return new InteractiveShell(session, terminal);
    }

    /**
     * Runs commands as if they were typed, with nobody who sees it.
     *
     * @param first a command that runs before
     */
    public static void train(Session session, byte[] typed, List<String> first) throws IOException {
        LineDisciplineTerminal none = new LineDisciplineTerminal(
                "training", "xterm", OutputStream.nullOutputStream(), StandardCharsets.UTF_8);
        none.processInputBytes(typed);
        try (InteractiveShell shell = new InteractiveShell(session, none)) {
            shell.shell().run(first);
            shell.run();
        }
    }

    /** Before {@link #run()}, to prepare it. */
    public Shell shell() {
        return shell;
    }

    /** Until the end. The exit code is 0, or what {@code exit} says. */
    public int run() throws IOException {
        Output err = streams.err();
        err.text().println(Version.text() + "; 'help' lists commands and topics, Ctrl-D leaves");
        err.flush();
        while (shell.memory().leaving().isEmpty()) {
            SessionContext context = shell.memory().context();
            editor.remember(store(context));
            names.warmUp();
            screen.freshLine();
            try {
                String line = editor.read(prompt.of(context, lastCode, terminal.getColumns()));
                tellOfSecret();
                lastCode = run(line);
            } catch (UserInterruptException e) {
                // the code stays: Ctrl-C at a question may reach the line after it as well
                tellHowToLeave(e.getPartialLine());
            } catch (EndOfFileException e) {
                break;
            }
        }
        return shell.memory().leaving().orElse(ExitCode.DONE.code());
    }

    private @Nullable String store(SessionContext context) {
        String name = context.store();
        return name == null ? null : shell.memory().stores().text(name).orElse(name);
    }

    private int run(String line) {
        try {
            String expanded = Bang.expand(line, editor.lines());
            if (!expanded.equals(line)) {
                say(List.of(expanded), false);
                editor.add(expanded);
            }
            CommandText text = CommandText.parse(expanded);
            if (text.pipelines().isEmpty()) {
                return lastCode;
            }
            streams.begin();
            int code = foreground.run(() -> shell.run(text), new Interruptions());
            if (text.pipelines().stream().anyMatch(InteractiveShell::refreshes)) {
                names.forgetAll();
            }
            return code;
        } catch (SyntaxException e) {
            say(List.of(e.getMessage() + ", column " + (e.offset() + 1)), true);
            return ExitCode.USAGE.code();
        } catch (UsageException e) {
            say(List.of(String.valueOf(e.getMessage())), true);
            return ExitCode.USAGE.code();
        }
    }

    private static boolean refreshes(Pipeline pipeline) {
        return pipeline.command().get(0).text().equals(REFRESH);
    }

    private void say(List<String> lines, boolean complaint) {
        Output err = streams.err();
        if (complaint) {
            Cli.say(err, lines);
        } else {
            lines.forEach(err.text()::println);
        }
        err.flush();
    }

    private void tellHowToLeave(@Nullable String typed) {
        if (isDumb(terminal)) {
            terminal.writer().println(); // behind the ^C that the terminal has shown
            terminal.flush();
        }
        if ((typed == null || typed.isEmpty()) && !toldHowToLeave) {
            toldHowToLeave = true;
            say(List.of("Ctrl-D or 'exit' leaves"), false);
        }
    }

    private void tellOfSecret() {
        if (secretTyped && !toldOfSecrets) {
            toldOfSecrets = true;
            say(List.of("this line looks as if it held a secret: it is not kept in the history"), false);
        }
        secretTyped = false;
    }

    private final class Interruptions implements Foreground.Listener {
        @Override
        public void interrupted() {
            // the terminal has shown ^C, unless a pager has it
            terminal.writer().println();
            terminal.flush();
        }

        @Override
        public void stopping() {
            say(List.of("stopping ... (Ctrl-C once more does not wait for it)"), false);
        }

        @Override
        public void abandoned() {
            streams.cutOff();
            say(List.of("left behind; it ends when the store has answered"), false);
        }

        @Override
        public int failed(Throwable cause) {
            say(Failures.describe(cause), true);
            return Failures.codeOf(cause).code();
        }
    }

    @Override
    public void close() throws IOException {
        try (terminal;
                names) {
            shell.close();
        }
    }
}
