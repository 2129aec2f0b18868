package dev.lokistore.shell;

import dev.lokistore.shell.config.Environment;
import dev.lokistore.shell.terminal.Output;
import java.nio.file.Path;
import java.time.Clock;

/**
 * The world of a run: nothing in the commands asks the process for it. The one-shot command line makes one for each
 * process, the interactive shell one for many commands, tests one with captured streams.
 *
 * @param clock the real one; {@code --now} overrides it for a command
 * @param out data, and nothing else
 * @param err messages, progress, statistics
 * @param workingDirectory what relative paths start from
 */
public record Session(Environment environment, Clock clock, Output out, Output err, Path workingDirectory) {}
