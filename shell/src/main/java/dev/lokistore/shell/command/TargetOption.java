package dev.lokistore.shell.command;

import dev.lokistore.compactor.doctor.Deployment;
import dev.lokistore.index.report.ChunkGoals;
import dev.lokistore.index.schema.ConfigFile;
import dev.lokistore.shell.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        long bytes = TinyOption.size("--target", target);
        if (bytes == 0) {
            throw new UsageException("--target is 0 but must be 1 or more");
        }
        return new ChunkGoals(bytes, goals.tinyBelowBytes());
    }

    private static OptionalLong configured(Run run) throws IOException {
        String name = run.configurationFile();
        if (name == null) {
            return OptionalLong.empty();
        }
        Path file = run.session().workingDirectory().resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new UsageException("there is no file " + file + " (--loki-config)");
        }
        return Deployment.of(
                        ConfigFile.load(file, run.session().environment()::get).text())
                .chunkTargetBytes();
    }
}
