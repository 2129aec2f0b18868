package dev.lokistore.shell.command;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.shell.ScriptOptions;
import dev.lokistore.shell.Session;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The root command: holds the global options and the session that the commands below it use. */
@Command(
        name = "lokistore",
        synopsisHeading = "",
        customSynopsis = "Usage: lokistore [GLOBAL OPTIONS] COMMAND [OPTIONS]",
        description = {
            "",
            "Opens the object store behind Grafana Loki - a directory, MinIO, S3, a .tar.gz - without Loki,"
                    + " and shows what is in it."
        },
        optionListHeading = "%nGlobal options, before the command or after it:%n",
        commandListHeading = "%nCommands:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  lokistore -s testdata/minio-boltdb-v12.tar.gz tenants",
            "  lokistore -s testdata/fs-boltdb-v11.tar.gz cat -t team-a '{app=\"kubelet\"} |= \"error\"' --limit 10",
            "  export LOKISTORE_STORE=s3://loki-chunks; lokistore du --by tenant,day",
            "",
            "'lokistore help COMMAND' tells more about a command."
        })
public final class Lokistore implements Callable<Integer> {
    private final Session session;

    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the version")
    private boolean version;

    @Spec
    private @org.jspecify.annotations.Nullable CommandSpec spec;

    public Lokistore(Session session) {
        this.session = session;
    }

    Session session() {
        return session;
    }

    GlobalOptions global() {
        return global;
    }

    /**
     * The tenants asked for, in the order given; empty for all. Taken from the parser, since those before the command and
     * those after it are two lists to picocli, of which its fields keep the last.
     */
    Set<TenantId> tenants() {
        Set<TenantId> ids = new LinkedHashSet<>();
        ParseResult level = spec == null ? null : spec.commandLine().getParseResult();
        while (level != null) {
            if (level.hasMatchedOption("--tenant")) {
                level.matchedOption("--tenant").originalStringValues().forEach(name -> ids.add(TenantId.of(name)));
            }
            level = level.subcommand();
        }
        return ids;
    }

    /** Whether errors come with stack traces; known once the command line is parsed. */
    public boolean verbose() {
        return global.verbose();
    }

    /** Without a command: at a terminal there is the shell, which has them all. */
    @Override
    public Integer call() throws IOException {
        boolean terminal = session.input().terminal() && session.out().terminal();
        if (terminal && !session.memory().isShell()) {
            try (Run run = Run.start(this)) {
                run.endWith(ShellCommand.start(run, null, ScriptOptions.PLAIN));
                return run.finish();
            }
        }
        CommandSpec own = spec;
        if (own == null) {
            throw new IllegalStateException("a command without its specification");
        }
        String help = session.memory().isShell() ? "'help'" : "'lokistore --help'";
        throw new ParameterException(own.commandLine(), "a command is missing; " + help + " lists them");
    }
}
