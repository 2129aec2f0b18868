package dev.lokistore.shell.script;

import dev.lokistore.shell.Cli;
import dev.lokistore.shell.ExitCode;
import dev.lokistore.shell.Failures;
import dev.lokistore.shell.Session;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.command.Commands;
import dev.lokistore.shell.line.Pipeline;
import dev.lokistore.shell.line.Redirect;
import dev.lokistore.shell.line.Word;
import dev.lokistore.shell.pipe.Filters;
import dev.lokistore.shell.pipe.Pipe;
import dev.lokistore.shell.terminal.Output;
import dev.lokistore.shell.terminal.Style;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs pipelines of a shell: a command of Lokistore, filters, a file. Never throws for what a user or a store does wrong. */
public final class CommandRunner {
    private static final String OURSELVES = "lokistore";

    private final Session session;
    private final Streams streams;

    /** @param session whose streams are not used */
    public CommandRunner(Session session, Streams streams) {
        this.session = session;
        this.streams = streams;
    }

    Streams streams() {
        return streams;
    }

    /** @return the exit code of the command, whatever filters make of its output */
    public int run(Pipeline pipeline) {
        Output err = streams.err();
        try {
            return run(pipeline, err);
        } catch (IOException | RuntimeException e) {
            if (Failures.codeOf(e) == ExitCode.INTERRUPTED) {
                // known now; the message must get out
                Thread.interrupted();
            }
            Cli.say(err, Failures.describe(e));
            return Failures.codeOf(e).code();
        } finally {
            err.flush();
        }
    }

    private int run(Pipeline pipeline, Output err) throws IOException {
        String[] words = words(pipeline.command());
        List<List<String>> filters = pipeline.filters().stream()
                .map(filter -> List.of(words(filter)))
                .toList();
        Redirect redirect = pipeline.redirect();
        int pagers = (int) filters.stream()
                .filter(filter -> filter.get(0).equals(Filters.PAGER))
                .count();
        boolean paged = pagers > 0 && filters.get(filters.size() - 1).get(0).equals(Filters.PAGER);
        if (pagers > (paged ? 1 : 0) || paged && redirect != null) {
            throw new UsageException(Filters.PAGER + " comes last, and shows lines on the screen");
        }
        if (paged) {
            List<List<String>> before = filters.subList(0, filters.size() - 1);
            checkPaged(words);
            return streams.page((lines, messages) -> before.isEmpty()
                    // the pager has the keyboard: nobody can be asked
                    ? run(session.asking(null), words, lines, messages)
                    : through(session.asking(null), words, before, lines, messages));
        }
        if (redirect != null) {
            return into(redirect, words, filters, err);
        }
        return filters.isEmpty()
                ? run(session, words, streams.out(), err)
                : through(session, words, filters, streams.out(), err);
    }

    private static void checkPaged(String... words) {
        boolean agreed = List.of(words).contains("--yes") || List.of(words).contains("-y");
        if (agreed && Commands.mustEnd(words)) {
            throw new UsageException(
                    "leaving " + Filters.PAGER + " would stop the change halfway: without --yes it shows"
                            + " the plan only; '> FILE' keeps what a change prints");
        }
    }

    private int into(Redirect redirect, String[] words, List<List<String>> filters, Output err) throws IOException {
        try (OutputFile file = new OutputFile(path(text(redirect.file())), redirect.append())) {
            Output end = Output.stoppable(file, false, 0);
            int code = filters.isEmpty() ? run(session, words, end, err) : through(session, words, filters, end, err);
            end.flush();
            if (code == ExitCode.DONE.code()) {
                file.end();
            }
            return code;
        }
    }

    private Path path(String text) {
        try {
            return session.workingDirectory().resolve(text);
        } catch (InvalidPathException e) {
            throw new UsageException("'" + text + "' is no file's name");
        }
    }

    private int through(Session asking, String[] words, List<List<String>> filters, Output end, Output err)
            throws IOException {
        boolean colour = end.terminal() && session.environment().get("NO_COLOR").isEmpty() && !session.dumb();
        try (Pipe pipe = Pipe.of(filters, end, Style.of(colour))) {
            Pipe into = Commands.mustEnd(words) ? pipe.draining() : pipe;
            int code = run(asking, words, Output.stoppable(into, false, 0), err);
            if (code != ExitCode.INTERRUPTED.code()) {
                into.end();
            }
            // a filter that has enough is no failure of the command
            return code == ExitCode.OUTPUT_CLOSED.code() ? ExitCode.DONE.code() : code;
        }
    }

    private static int run(Session asking, String[] words, Output out, Output err) {
        return Cli.inShell(asking.withStreams(out, err), words).run(words);
    }

    /** Lines copied from documentation and scripts begin with the program's name. */
    private String[] words(List<Word> command) {
        List<String> words = new ArrayList<>(command.stream().map(this::text).toList());
        String first = words.get(0);
        boolean ourselves = first.equals(OURSELVES) || first.endsWith("/" + OURSELVES);
        return (ourselves && words.size() > 1 ? words.subList(1, words.size()) : words).toArray(String[]::new);
    }

    private String text(Word word) {
        return word.home()
                ? session.environment().get("HOME").orElse("~") + word.text().substring(1)
                : word.text();
    }
}
