package dev.lokistore.shell.terminal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks on stderr and reads a line of standard input. Ctrl-C ends the process there, as everywhere in a one-shot run. */
public final class LinePerson implements Person {
    private final Input input;
    private final Output err;
    private @Nullable BufferedReader reader;

    public LinePerson(Input input, Output err) {
        this.input = input;
        this.err = err;
    }

    @Override
    public Optional<String> ask(String question) throws IOException {
        err.text().print(question);
        err.flush();
        if (reader == null) {
            reader = new BufferedReader(new InputStreamReader(input.bytes(), StandardCharsets.UTF_8));
        }
        return Optional.ofNullable(reader.readLine());
    }
}
