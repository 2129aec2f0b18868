package dev.lokistore.shell;

import dev.lokistore.shell.config.Environment;
import dev.lokistore.shell.terminal.Input;
import dev.lokistore.shell.terminal.LinePerson;
import dev.lokistore.shell.terminal.Output;
import dev.lokistore.shell.terminal.Person;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The world of a run: nothing in the commands asks the process for it. The one-shot command line makes one for each
 * process, the interactive shell one for each command line, tests one with captured streams.
 *
 * @param clock the real one; {@code --now} overrides it for a command
 * @param out data, and nothing else
 * @param err messages, progress, statistics
 * @param workingDirectory what relative paths start from
 * @param memory what commands inherit from those before them
 * @param input what is read by the commands that read it
 * @param asked who can be asked; null for nobody
 */
public record Session(
        Environment environment,
        Clock clock,
        Output out,
        Output err,
        Path workingDirectory,
        SessionMemory memory,
        Input input,
        @Nullable Person asked) {
    /** Of a one-shot run. */
    public static Session oneShot(
            Environment environment, Clock clock, Output out, Output err, Path workingDirectory, Input input) {
        Person person = input.terminal() && err.terminal() ? new LinePerson(input, err) : null;
        return new Session(environment, clock, out, err, workingDirectory, SessionMemory.NONE, input, person);
    }

    /** Of a one-shot run without any input. */
    public Session(Environment environment, Clock clock, Output out, Output err, Path workingDirectory) {
        this(environment, clock, out, err, workingDirectory, SessionMemory.NONE);
    }

    /** Without any input. */
    public Session(
            Environment environment, Clock clock, Output out, Output err, Path workingDirectory, SessionMemory memory) {
        this(environment, clock, out, err, workingDirectory, memory, Input.none(), null);
    }

    /** What this run inherits. */
    public SessionContext context() {
        return memory.context();
    }

    /** Who can be asked for a confirmation; empty where nobody sits at a terminal. */
    public Optional<Person> person() {
        return Optional.ofNullable(asked);
    }

    /** Whether the terminal can do no more than print. */
    public boolean dumb() {
        return environment.get("TERM").orElse("").equals("dumb");
    }

    /** The same with another memory. */
    public Session withMemory(SessionMemory newMemory) {
        return new Session(environment, clock, out, err, workingDirectory, newMemory, input, asked);
    }

    /** The same with somebody else to ask; null for nobody. */
    public Session asking(@Nullable Person person) {
        return new Session(environment, clock, out, err, workingDirectory, memory, input, person);
    }

    /** The same with other streams. */
    public Session withStreams(Output newOut, Output newErr) {
        return new Session(environment, clock, newOut, newErr, workingDirectory, memory, input, asked);
    }
}
