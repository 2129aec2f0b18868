package dev.lokistore.shell.command;

import dev.lokistore.compactor.index.NameTime;
import dev.lokistore.compactor.retention.LokiRelease;
import dev.lokistore.shell.UsageException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who must be able to read new index files: an option of commands that write some. */
final class ReaderVersion {
    @Option(
            names = "--loki-version",
            paramLabel = "VERSION",
            description =
                    "The oldest Loki that must read the result: up to 2.8 it gets TSDB format 2. Default: what the"
                            + " table's schema says")
    private @Nullable String version;

    /** Whether it is older than this release; false if none is named. */
    boolean before(int major, int minor) {
        try {
            return version != null && !LokiRelease.parse(version).atLeast(major, minor);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--loki-version: " + e.getMessage());
        }
    }

    /** Whether every reader is of this release or newer; false if none is named. */
    boolean from(int major, int minor) {
        return version != null && !before(major, minor);
    }

    /** Of times in the names of new files. */
    NameTime.Unit unit() {
        return before(3, 0) ? NameTime.Unit.SECONDS : NameTime.Unit.NANOSECONDS;
    }
}
