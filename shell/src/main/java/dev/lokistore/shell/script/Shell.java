package dev.lokistore.shell.script;

import dev.lokistore.shell.ExitCode;
import dev.lokistore.shell.ScriptOptions;
import dev.lokistore.shell.Session;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.line.CommandText;
import dev.lokistore.shell.line.Pipeline;
import dev.lokistore.shell.line.Word;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A shell without its terminal: what it remembers, and how it runs lines and scripts. Closing it closes the stores. */
public final class Shell implements Closeable {
    private static final int MAX_SCRIPT_DEPTH = 16;

    private final ShellMemory memory = new ShellMemory();
    private final Streams streams;
    private final CommandRunner runner;
    private int depth;

    /** @param session of the process; its memory is not used */
    public Shell(Session session, Streams streams) {
        this.streams = streams;
        this.runner = new CommandRunner(session.withMemory(memory), streams);
        memory.runScriptsWith((script, options, caller) -> run(script, options, runner(caller)));
    }

    /** For commands that another one runs: what they print goes where its own output goes. */
    private CommandRunner runner(Session caller) {
        Streams to = streams.shows(caller.out()) ? streams : new PlainStreams(caller.out(), caller.err());
        return new CommandRunner(caller, to);
    }

    public ShellMemory memory() {
        return memory;
    }

    public Streams streams() {
        return streams;
    }

    /**
     * Runs what was typed, one pipeline after the other.
     *
     * @return the exit code of the last; after Ctrl-C those that follow do not run
     */
    public int run(CommandText text) {
        int code = ExitCode.DONE.code();
        for (Pipeline pipeline : text.pipelines()) {
            code = runner.run(pipeline);
            if (code == ExitCode.INTERRUPTED.code() || memory.leaving().isPresent()) {
                break;
            }
        }
        return code;
    }

    /** Runs a command that was not typed. */
    public int run(List<String> words) {
        List<Word> command = new ArrayList<>();
        words.forEach(word -> command.add(new Word(word, 0, 0, false)));
        return runner.run(new Pipeline(List.of(command), null));
    }

    /** Runs the commands that a stream holds; does not close it. */
    public int run(BufferedReader lines, ScriptOptions options, String name) throws IOException {
        return new Script(runner, memory, options, name).run(lines);
    }

    /** Runs the commands of a file. */
    public int run(Path script, ScriptOptions options) throws IOException {
        return run(script, options, runner);
    }

    private int run(Path script, ScriptOptions options, CommandRunner with) throws IOException {
        if (!Files.isRegularFile(script)) {
            throw new UsageException("there is no file " + script);
        }
        if (depth == MAX_SCRIPT_DEPTH) {
            throw new UsageException("scripts run each other more than " + MAX_SCRIPT_DEPTH + " deep: " + script);
        }
        depth++;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(script), StandardCharsets.UTF_8))) {
            return new Script(with, memory, options, script.getFileName().toString()).run(lines);
        } finally {
            depth--;
        }
    }

    @Override
    public void close() throws IOException {
        memory.close();
    }
}
