package dev.lokistore.shell;

import dev.lokistore.shell.config.Environment;
import dev.lokistore.shell.terminal.Input;
import dev.lokistore.shell.terminal.Output;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.time.Clock;

/**
 * The process: makes a session of it, runs one command line, exits with its code. Ctrl-C needs no handler: the JVM then
 * runs the shutdown hooks that remove temporary files and exits with 130, whatever the workers are doing.
 */
public final class Main {
    /** Set by the launcher, which can ask the terminal more cheaply than Java can. */
    private static final String OUT_TERMINAL = "lokistore.stdout.terminal";

    private static final String IN_TERMINAL = "lokistore.stdin.terminal";

    private static final String ERR_TERMINAL = "lokistore.stderr.terminal";
    private static final String COLUMNS = "lokistore.columns";

    private Main() {}

    public static void main(String[] arguments) {
        if (arguments.length == 1 && (arguments[0].equals("--version") || arguments[0].equals("-V"))) {
            // spares the loading of everything else
            System.out.println(Version.text());
            return;
        }
        System.exit(Cli.forRun(session(), Main::configureLogging, arguments).run(arguments));
    }

    private static Session session() {
        int columns = Integer.getInteger(COLUMNS, 0);
        Output out = new Output(new FileOutputStream(FileDescriptor.out), Boolean.getBoolean(OUT_TERMINAL), columns);
        Output err = new Output(new FileOutputStream(FileDescriptor.err), Boolean.getBoolean(ERR_TERMINAL), columns);
        Input in = new Input(new FileInputStream(FileDescriptor.in), Boolean.getBoolean(IN_TERMINAL));
        return Session.oneShot(
                new Environment(System.getenv()),
                Clock.systemUTC(),
                out,
                err,
                Path.of("").toAbsolutePath(),
                in);
    }

    /**
     * Before the first logger is made. Libraries stay at {@code info} even with {@code --verbose}: below that the S3
     * clients print signatures and session tokens.
     */
    private static void configureLogging(boolean verbose) {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", verbose ? "info" : "error");
        System.setProperty("org.slf4j.simpleLogger.log.dev.lokistore", verbose ? "debug" : "error");
        System.setProperty("org.slf4j.simpleLogger.showDateTime", "true");
        System.setProperty("org.slf4j.simpleLogger.dateTimeFormat", "HH:mm:ss.SSS");
        System.setProperty("org.slf4j.simpleLogger.showThreadName", "false");
    }
}
