package dev.lokistore.shell.interactive;

import dev.lokistore.shell.script.ShellMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReader.Option;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.reader.Widget;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/** JLine's line editor with our grammar, completion, colours and histories. */
final class Editor implements ShellMemory.Typed {
    private static final int MAX_LISTED = 200;

    private final LineReaderImpl reader;
    private final HistoryFiles files;
    private final Runnable onSecret;
    private ShellHistory history;
    private @Nullable Path file;

    Editor(
            Terminal terminal,
            Completions completions,
            ShellHighlighter highlighter,
            HistoryFiles files,
            Runnable onSecret) {
        this.files = files;
        this.onSecret = onSecret;
        this.history = new ShellHistory(onSecret);
        Map<String, Object> variables = new HashMap<>();
        variables.put(LineReader.SECONDARY_PROMPT_PATTERN, "%M> ");
        variables.put(LineReader.LIST_MAX, MAX_LISTED);
        variables.put(LineReader.ERRORS, 0);
        this.reader = new LineReaderImpl(terminal, "lokistore", variables);
        reader.setParser(new ShellParser());
        reader.setCompleter(new ShellCompleter(completions));
        reader.setHighlighter(highlighter);
        reader.setHistory(history);
        // '!' is ours, and so are backslashes
        reader.setOpt(Option.DISABLE_EVENT_EXPANSION);
        reader.unsetOpt(Option.COMPLETE_MATCHER_TYPO);
        reader.unsetOpt(Option.COMPLETE_MATCHER_CAMELCASE);
        acceptHints(LineReader.FORWARD_CHAR);
        acceptHints(LineReader.END_OF_LINE);
        bindArrows();
    }

    /** In both forms that terminals send, since what TERM says may not be what is at the other end of the line. */
    private void bindArrows() {
        KeyMap<Binding> keys = reader.getKeyMaps().get(LineReader.EMACS);
        for (String begin : List.of("\u001b[", "\u001bO")) {
            keys.bind(new Reference(LineReader.UP_LINE_OR_SEARCH), begin + "A");
            keys.bind(new Reference(LineReader.DOWN_LINE_OR_SEARCH), begin + "B");
            keys.bind(new Reference(LineReader.FORWARD_CHAR), begin + "C");
            keys.bind(new Reference(LineReader.BACKWARD_CHAR), begin + "D");
            keys.bind(new Reference(LineReader.BEGINNING_OF_LINE), begin + "H");
            keys.bind(new Reference(LineReader.END_OF_LINE), begin + "F");
        }
    }

    /** At the end of a line the key takes over the rest of the earlier line that is shown behind it. */
    private void acceptHints(String widget) {
        Widget own = reader.getWidgets().get(widget);
        reader.getWidgets().put(widget, () -> {
            String typed = reader.getBuffer().toString();
            if (reader.getBuffer().cursor() == typed.length()) {
                String hint = Hints.earlier(reader, typed);
                if (!hint.isEmpty()) {
                    reader.getBuffer().write(hint);
                    return true;
                }
            }
            return own.apply();
        });
    }

    /**
     * Takes the history of a store; the same one costs nothing.
     *
     * @param store as it was opened; null for none
     */
    void remember(@Nullable String store) {
        try {
            Path wanted = files.file(store);
            if (!wanted.equals(file)) {
                file = wanted;
                reader.setVariable(LineReader.HISTORY_FILE, wanted);
                history = new ShellHistory(onSecret);
                reader.setHistory(history);
                history.attach(reader);
            }
        } catch (IOException e) {
            // a home that cannot be written: lines are remembered until the shell ends
            file = null;
            reader.getVariables().remove(LineReader.HISTORY_FILE);
        }
    }

    /**
     * Reads a line, which may be several.
     *
     * @throws UserInterruptException after Ctrl-C
     * @throws EndOfFileException after Ctrl-D, or when the terminal is gone
     */
    String read(String prompt) {
        return reader.readLine(prompt);
    }

    /** A line as if it had been typed. */
    void add(String line) {
        history.add(line);
    }

    @Override
    public List<String> lines() {
        return history.lines();
    }

    @Override
    public void clear() throws IOException {
        history.purge();
    }
}
