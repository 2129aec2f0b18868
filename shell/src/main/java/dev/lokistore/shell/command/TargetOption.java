package dev.lokistore.shell.command;

import dev.lokistore.index.config.ConfigFile;
import dev.lokistore.index.config.Deployment;
import dev.lokistore.index.report.ChunkGoals;
import dev.lokistore.shell.UsageException;
import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How large Loki means a chunk to be. */
final class TargetOption {
    @Option(
            names = "--target",
            paramLabel = "SIZE",
            description = "What a chunk is meant to have. Default: chunk_target_size of --loki-config, else 1.5MiB")
    private @Nullable String target;

    ChunkGoals applyTo(ChunkGoals goals, Run run) throws IOException {
        if (target == null) {
            OptionalLong configured = configured(run);
            return configured.isEmpty() ? goals : new ChunkGoals(configured.getAsLong(), goals.tinyBelowBytes());
        }
        long bytes = SizeText.parse("--target", target);
        if (bytes == 0) {
            throw new UsageException("--target is 0 but must be 1 or more");
        }
        return new ChunkGoals(bytes, goals.tinyBelowBytes());
    }

    private static OptionalLong configured(Run run) throws IOException {
        ConfigFile file = run.configuration();
        return file == null ? OptionalLong.empty() : Deployment.of(file).chunkTargetBytes();
    }
}
