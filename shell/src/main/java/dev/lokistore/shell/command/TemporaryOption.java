package dev.lokistore.shell.command;

import dev.lokistore.shell.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where large temporary files go. */
final class TemporaryOption {
    @Option(
            names = "--tmp-dir",
            paramLabel = "DIR",
            description = "For temporary files. Default: $TMPDIR, or the system's")
    private @Nullable Path folder;

    Path folder(Run run) throws IOException {
        if (folder == null) {
            return run.store().temporaryPath();
        }
        Path resolved = run.session().workingDirectory().resolve(folder);
        if (!Files.isDirectory(resolved)) {
            throw new UsageException("there is no folder " + resolved + " (--tmp-dir)");
        }
        return resolved;
    }
}
