package dev.lokistore.shell.command;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What becomes of a plan: options of every command that makes one. */
final class PlanOptions {
    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "Write the plan to this file, to be read and applied later")
    private @Nullable Path file;

    @Option(names = "--apply", description = "Carry the plan out at once; without it nothing is changed")
    private boolean apply;

    Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    boolean apply() {
        return apply;
    }
}
