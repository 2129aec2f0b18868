package dev.lokistore.shell;

import dev.lokistore.shell.config.Environment;
import dev.lokistore.shell.terminal.Output;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** A command line run in this process, with everything it said. */
record CliRun(int code, byte[] stdout, String err) {
    static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");

    /** How the run sees the world; tests change what they are about. */
    record World(Map<String, String> environment, boolean terminal, int columns, Path directory) {
        // a home that not even root can make, so that nothing is left on the machine
        static final World PIPED = new World(
                Map.of("HOME", "/dev/null/home"), false, 0, Path.of("").toAbsolutePath());

        World onTerminal(int newColumns) {
            return new World(environment, true, newColumns, directory);
        }

        World with(Map<String, String> newEnvironment) {
            return new World(newEnvironment, terminal, columns, directory);
        }

        World in(Path newDirectory) {
            return new World(environment, terminal, columns, newDirectory);
        }

        CliRun run(String... arguments) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            Session session = new Session(
                    new Environment(environment),
                    Clock.fixed(NOW, ZoneOffset.UTC),
                    new Output(out, terminal, columns),
                    new Output(err, false, 0),
                    directory);
            int code = new Cli(session).run(arguments);
            return new CliRun(code, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
        }
    }

    static CliRun run(String... arguments) {
        return World.PIPED.run(arguments);
    }

    /** On one of the golden stores, as its archive. */
    static CliRun on(String fixture, String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "-s";
        all[1] = archive(fixture).toString();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return run(all);
    }

    static Path archive(String fixture) {
        return Path.of(System.getProperty("lokistore.testdata")).resolve(fixture + ".tar.gz");
    }

    String out() {
        return new String(stdout, StandardCharsets.UTF_8);
    }

    List<String> lines() {
        return out().lines().toList();
    }
}
