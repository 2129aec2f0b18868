package dev.lokistore.shell.line;

import dev.lokistore.shell.line.Span.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is being typed at the end of a text that may be unfinished or wrong.
 *
 * @param role of what is being typed
 * @param words whole words of the same command or filter before it
 * @param filter whether that is a filter behind a pipe
 * @param typed what there is of it, without quotes around it; of a string in a selector as it stands between its quotes
 * @param start where what a completion replaces begins, with an opening quote
 * @param quote the quote in which it is, 0 for none
 * @param label of a value in a selector, the label's name; null elsewhere
 */
public record Cursor(
        Role role,
        List<Word> words,
        boolean filter,
        String typed,
        int start,
        char quote,
        @Nullable String label) {
    /** What may stand there. */
    public enum Role {
        /** The name of a command, or of a filter. */
        COMMAND,
        ARGUMENT,
        /** The file behind {@code >}. */
        FILE,
        LABEL,
        VALUE,
        /** Nothing that could be completed. */
        NOTHING
    }

    public Cursor {
        words = List.copyOf(words);
    }

    /** @param text from the start of the line up to the cursor */
    public static Cursor at(String text) {
        return new Scan(text).cursor();
    }

    private static final class Scan {
        private final String text;
        private final WordReader reader;
        private List<Word> words = new ArrayList<>();
        private boolean filter;
        private boolean file;

        Scan(String text) {
            this.text = text;
            this.reader = new WordReader(text);
        }

        Cursor cursor() {
            while (reader.skipSpace()) {
                switch (reader.peek()) {
                    case '#' -> {
                        reader.comment();
                        if (reader.at() == text.length()) {
                            return nothing();
                        }
                    }
                    case '|' -> next(true, false);
                    case ';', '\n' -> next(false, false);
                    case '>' -> {
                        next(filter, true);
                        while (reader.at() < text.length() && reader.peek() == '>') {
                            reader.skip();
                        }
                    }
                    default -> {
                        Word word = reader.word(Kind.PLAIN);
                        if (word.end() == text.length()) {
                            return unfinished(word);
                        }
                        words.add(word);
                    }
                }
            }
            return reader.missing() == null ? plain("", text.length(), (char) 0) : nothing();
        }

        private void next(boolean behindPipe, boolean toFile) {
            reader.skip();
            words = new ArrayList<>();
            filter = behindPipe;
            file = toFile;
        }

        private Cursor nothing() {
            return new Cursor(Role.NOTHING, words, filter, "", text.length(), (char) 0, null);
        }

        private Cursor plain(String typed, int start, char quote) {
            Role role = file ? Role.FILE : words.isEmpty() ? Role.COMMAND : Role.ARGUMENT;
            return new Cursor(role, words, filter, typed, start, quote, null);
        }

        private Cursor unfinished(Word word) {
            List<Span> spans = reader.spans();
            Span last = spans.get(spans.size() - 1);
            int brace = openBrace(word.start());
            if (brace >= 0) {
                return selector(brace);
            }
            if (last.start() >= word.start() && isOfSelector(last.kind())) {
                return last.kind() == Kind.BRACE && text.charAt(word.start()) != '{'
                        ? plain(word.text(), word.start(), (char) 0)
                        : nothing();
            }
            char quote = reader.missing() == null ? 0 : text.charAt(last.start());
            boolean open = quote == '\'' || quote == '"' || quote == '`';
            return plain(word.text(), word.start(), open ? quote : (char) 0);
        }

        private static boolean isOfSelector(Kind kind) {
            return switch (kind) {
                case BRACE, LABEL, OPERATOR, STRING, COMMA, KEYWORD, WRONG -> true;
                case COMMAND, OPTION, PLAIN, QUOTED, SIGN, COMMENT -> false;
            };
        }

        /** The span of the brace that is open at the end; negative for none. */
        private int openBrace(int wordStart) {
            int open = -1;
            List<Span> spans = reader.spans();
            for (int i = 0; i < spans.size(); i++) {
                Span span = spans.get(i);
                if (span.kind() == Kind.BRACE && span.start() >= wordStart) {
                    open = text.charAt(span.start()) == '{' ? i : -1;
                }
            }
            return open;
        }

        private Cursor selector(int brace) {
            List<Span> spans = reader.spans();
            Span last = spans.get(spans.size() - 1);
            int end = text.length();
            return switch (last.kind()) {
                case BRACE, COMMA -> in(Role.LABEL, "", end, (char) 0, null);
                case LABEL -> last.end() == end ? in(Role.LABEL, text(last), last.start(), (char) 0, null) : nothing();
                case OPERATOR ->
                    in(Role.VALUE, "", end, '"', spans.size() - 2 > brace ? text(spans.get(spans.size() - 2)) : "");
                case STRING -> string(spans, last);
                default -> nothing();
            };
        }

        private Cursor string(List<Span> spans, Span last) {
            boolean open = reader.missing() == Missing.DOUBLE_QUOTE || reader.missing() == Missing.BACKQUOTE;
            int label = spans.size() - 3;
            if (!open || label < 0 || spans.get(label).kind() != Kind.LABEL) {
                return nothing();
            }
            char quote = text.charAt(last.start());
            return in(Role.VALUE, text.substring(last.start() + 1), last.start(), quote, text(spans.get(label)));
        }

        private Cursor in(Role role, String typed, int start, char quote, @Nullable String label) {
            return new Cursor(role, words, filter, typed, start, quote, label);
        }

        private String text(Span span) {
            return text.substring(span.start(), span.end());
        }
    }
}
