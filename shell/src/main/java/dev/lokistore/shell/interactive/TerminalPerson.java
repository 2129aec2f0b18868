package dev.lokistore.shell.interactive;

import dev.lokistore.shell.terminal.Person;
import java.io.InterruptedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Terminal;

/** Asks on the shell's terminal. Answers are not remembered. */
record TerminalPerson(Terminal terminal) implements Person {
    @Override
    public Optional<String> ask(String question) throws InterruptedIOException {
        LineReader reader =
                new LineReaderImpl(terminal, "lokistore", new HashMap<>(Map.of(LineReader.DISABLE_HISTORY, true)));
        try {
            return Optional.of(reader.readLine(question.replace("%", "%%")));
        } catch (EndOfFileException e) {
            return Optional.empty();
        } catch (UserInterruptException e) {
            throw new InterruptedIOException("interrupted");
        }
    }
}
