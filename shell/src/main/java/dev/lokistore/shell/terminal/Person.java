package dev.lokistore.shell.terminal;

import java.io.IOException;
import java.util.Optional;

/** Somebody at a terminal who can be asked. */
@FunctionalInterface
public interface Person {
    /**
     * Waits for an answer.
     *
     * @param question shown as it is, without a line end
     * @return what was typed, without the line end; empty if the person closed the input
     * @throws java.io.InterruptedIOException if the person pressed Ctrl-C
     */
    Optional<String> ask(String question) throws IOException;
}
