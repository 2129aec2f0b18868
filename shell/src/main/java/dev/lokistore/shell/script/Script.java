package dev.lokistore.shell.script;

import dev.lokistore.shell.Cli;
import dev.lokistore.shell.ExitCode;
import dev.lokistore.shell.ScriptOptions;
import dev.lokistore.shell.line.CommandText;
import dev.lokistore.shell.line.Pipeline;
import dev.lokistore.shell.line.SyntaxException;
import dev.lokistore.shell.terminal.Output;
import dev.lokistore.shell.terminal.SafeText;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs command lines one after the other, from a file or from standard input. A line that is unfinished goes on. */
public final class Script {
    private final CommandRunner runner;
    private final ShellMemory memory;
    private final Streams streams;
    private final ScriptOptions options;
    private final String name;
    private int firstFailure = ExitCode.DONE.code();
    private int lineNumber;

    /** @param name for messages */
    public Script(CommandRunner runner, ShellMemory memory, ScriptOptions options, String name) {
        this.runner = runner;
        this.memory = memory;
        this.streams = runner.streams();
        this.options = options;
        this.name = name;
    }

    /**
     * Runs to the end, to the first failure, or until a command leaves the shell.
     *
     * @return the code that the command which leaves gave; else that of the first failure, 0 without one
     */
    public int run(BufferedReader lines) throws IOException {
        StringBuilder begun = new StringBuilder();
        int begunAt = 1;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            lineNumber++;
            if (begun.isEmpty()) {
                begunAt = lineNumber;
            } else {
                begun.append('\n');
            }
            begun.append(line);
            CommandText text = parse(begun.toString(), begunAt);
            if (text != null && text.missing() != null) {
                continue;
            }
            begun.setLength(0);
            if (text != null && !run(text, begunAt) || text == null && stops()) {
                return memory.leaving().orElse(firstFailure);
            }
        }
        if (!begun.toString().isBlank()) {
            wrong(begunAt, "the last line is not finished");
        }
        return firstFailure;
    }

    /** Null if it is wrong, which is told. */
    private @Nullable CommandText parse(String text, int begunAt) {
        try {
            return CommandText.parse(text);
        } catch (SyntaxException e) {
            wrong(begunAt, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private void wrong(int at, String message) {
        failed(ExitCode.USAGE.code());
        Output err = streams.err();
        Cli.say(err, List.of(name + ":" + at + ": " + message));
        err.flush();
    }

    private void failed(int code) {
        if (firstFailure == ExitCode.DONE.code()) {
            firstFailure = code;
        }
    }

    private boolean stops() {
        return firstFailure != ExitCode.DONE.code() && !options.keepGoing();
    }

    /** Whether to go on. */
    private boolean run(CommandText text, int at) {
        for (Pipeline pipeline : text.pipelines()) {
            if (options.echo()) {
                echo(pipeline);
            }
            int code = runner.run(pipeline);
            if (memory.leaving().isPresent()) {
                return false;
            }
            boolean interrupted = code == ExitCode.INTERRUPTED.code();
            if (code != ExitCode.DONE.code()) {
                failed(code);
                if (!options.keepGoing() || interrupted) {
                    firstFailure = interrupted ? code : firstFailure;
                    stopped(pipeline, code, at);
                    return false;
                }
            }
        }
        return true;
    }

    private void stopped(Pipeline pipeline, int code, int at) {
        Output err = streams.err();
        err.text()
                .println(name + ":" + at + ": stopped, since '"
                        + SafeText.escape(pipeline.command().get(0).text()) + "' ended with " + code);
        err.flush();
    }

    private void echo(Pipeline pipeline) {
        Output err = streams.err();
        err.text().println("+ " + SafeText.escape(PipelineText.of(pipeline)));
        err.flush();
    }
}
