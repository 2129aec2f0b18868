package dev.lokistore.shell.command;

import dev.lokistore.index.report.ChunkGoals;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which chunks count as tiny. */
final class TinyOption {
    @Option(
            names = "--tiny",
            paramLabel = "SIZE",
            description = "Chunks stored in fewer bytes are tiny: 64KiB, 100000. Default: 64KiB")
    private @Nullable String tiny;

    /** With Loki's default target. */
    ChunkGoals goals() {
        ChunkGoals goals = ChunkGoals.DEFAULT;
        return tiny == null ? goals : new ChunkGoals(goals.targetBytes(), SizeText.parse("--tiny", tiny));
    }
}
