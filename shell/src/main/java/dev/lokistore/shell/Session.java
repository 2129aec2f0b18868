package dev.lokistore.shell;

import dev.lokistore.shell.config.Environment;
import dev.lokistore.shell.terminal.Output;
import java.nio.file.Path;
import java.time.Clock;

/**
 * The world of a run: nothing in the commands asks the process for it. The one-shot command line makes one for each
 * process, the interactive shell one for each command line, tests one with captured streams.
 *
 * @param clock the real one; {@code --now} overrides it for a command
 * @param out data, and nothing else
 * @param err messages, progress, statistics
 * @param workingDirectory what relative paths start from
 * @param memory what commands inherit from those before them
 */
public record Session(
        Environment environment, Clock clock, Output out, Output err, Path workingDirectory, SessionMemory memory) {
    /** Of a one-shot run. */
    public Session(Environment environment, Clock clock, Output out, Output err, Path workingDirectory) {
        this(environment, clock, out, err, workingDirectory, SessionMemory.NONE);
    }

    /** What this run inherits. */
    public SessionContext context() {
        return memory.context();
    }
}
