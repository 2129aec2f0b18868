package dev.lokistore.shell.command;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.shell.ExitCode;
import dev.lokistore.shell.ScriptOptions;
import dev.lokistore.shell.Session;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.interactive.InteractiveShell;
import dev.lokistore.shell.script.PlainStreams;
import dev.lokistore.shell.script.Shell;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code shell}. */
@Command(
        name = "shell",
        description = {
            "Starts a shell with all commands, in which stores stay open and commands inherit store, tenant, selector and"
                    + " time; with completion, history, pipes, and 'help'. So does lokistore without a command, on a terminal.",
            "Without a terminal, or with a file, it runs the commands that it reads, one a line, and stops at the first that"
                    + " does not end with 0; its exit status is that of this command."
        },
        footer = {
            "  lokistore shell -s testdata/fs-multi-period.tar.gz",
            "  lokistore shell -s prod -t team-a --from now-1h",
            "  lokistore shell -s prod morning-checks --keep-going",
            "  echo 'tenants; du --by day | head -5' | lokistore shell -s prod"
        })
final class ShellCommand extends StoreCommand {
    @Parameters(arity = "0..1", paramLabel = "FILE", description = "Run the commands of this file and leave")
    private @Nullable String file;

    @Option(names = "--keep-going", description = "Of a script: go on after a command that failed")
    private boolean keepGoing;

    @Option(names = "--echo", description = "Of a script: show each command on stderr before it runs")
    private boolean echo;

    @Override
    void execute(Run run) throws IOException {
        run.endWith(start(run, file, new ScriptOptions(keepGoing, echo)));
    }

    /** @param file null for the terminal, or else standard input */
    static int start(Run run, @Nullable String file, ScriptOptions options) throws IOException {
        Session session = run.session();
        if (session.memory().isShell()) {
            throw new UsageException("this is the shell already");
        }
        boolean interactive =
                file == null && session.input().terminal() && session.out().terminal();
        if (interactive) {
            try (InteractiveShell shell = InteractiveShell.on(session)) {
                int opened = prepare(run, shell.shell(), List.of());
                return opened == ExitCode.DONE.code() ? shell.run() : opened;
            }
        }
        // where commands come from a terminal line by line, an answer could not be told from a command
        Session scripted = file == null ? session.asking(null) : session;
        try (Shell shell = new Shell(scripted, new PlainStreams(session.out(), session.err()))) {
            int opened = prepare(run, shell, List.of("--quiet"));
            if (opened != ExitCode.DONE.code()) {
                return opened;
            }
            if (file != null) {
                return shell.run(session.workingDirectory().resolve(file), options);
            }
            if (session.input().terminal()) {
                run.note("standard output is no terminal: reading commands, one a line, until Ctrl-D");
            }
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(session.input().bytes(), StandardCharsets.UTF_8));
            return shell.run(lines, options, "stdin");
        }
    }

    /** Opens the store and sets the context that the options ask for. */
    private static int prepare(Run run, Shell shell, List<String> quiet) throws IOException {
        List<String> tenants =
                run.tenantsOfCommandLine().stream().map(TenantId::value).toList();
        run.range();
        String from = run.global().from().orElse(null);
        String to = run.global().to().orElse(null);
        shell.memory().change(context -> context.withTenants(tenants).withTime(from, to));
        Optional<OpenStores.Origin> first = run.firstStore();
        if (first.isEmpty()) {
            return ExitCode.DONE.code();
        }
        List<String> open = new ArrayList<>(List.of("open"));
        if (first.get().text() != null) {
            open.add(first.get().text());
        }
        if (first.get().lokiConfig() != null) {
            open.addAll(List.of("--loki-config", first.get().lokiConfig()));
        }
        open.addAll(quiet);
        return shell.run(open);
    }
}
