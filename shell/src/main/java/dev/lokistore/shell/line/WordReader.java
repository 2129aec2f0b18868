package dev.lokistore.shell.line;

import dev.lokistore.shell.line.Span.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads words: single quotes and backquotes take everything as it is, double quotes let a backslash protect themselves,
 * a backslash and a line's end, and a backslash outside protects any character. A word, or a part of it behind {@code /}
 * or {@code =}, that begins with a brace is a selector, which needs no quotes around it.
 */
final class WordReader {
    private static final String ENDS_WORD = "|;>";

    private final String text;
    private final List<Span> spans = new ArrayList<>();
    private int at;
    private @Nullable Missing missing;

    WordReader(String text) {
        this.text = text;
    }

    int at() {
        return at;
    }

    char peek() {
        return text.charAt(at);
    }

    /** What is unclosed at the end of the text; null for nothing. */
    @Nullable
    Missing missing() {
        return missing;
    }

    List<Span> spans() {
        return spans;
    }

    /** Whether anything is left, be it the end of a line. A backslash makes that space. */
    boolean skipSpace() {
        while (at < text.length()) {
            if (text.charAt(at) == '\\' && at + 1 < text.length() && text.charAt(at + 1) == '\n') {
                at += 2;
            } else if (text.charAt(at) != '\n' && Character.isWhitespace(text.charAt(at))) {
                at++;
            } else {
                return true;
            }
        }
        return false;
    }

    void skip() {
        at++;
    }

    void comment() {
        int start = at;
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
        spans.add(new Span(Kind.COMMENT, start, at));
    }

    void sign(int length) {
        spans.add(new Span(Kind.SIGN, at, at + length));
        at += length;
    }

    /** @param kind of its unquoted parts */
    Word word(Kind kind) {
        int start = at;
        Kind plain = kind == Kind.PLAIN && text.charAt(at) == '-' ? Kind.OPTION : kind;
        boolean home = text.charAt(at) == '~'
                && (at + 1 == text.length()
                        || text.charAt(at + 1) == '/'
                        || Character.isWhitespace(text.charAt(at + 1)));
        StringBuilder word = new StringBuilder();
        while (missing == null && at < text.length() && !ends(text.charAt(at))) {
            char c = text.charAt(at);
            if (c == '\'' || c == '`') {
                verbatim(c, word);
            } else if (c == '"') {
                quoted(word);
            } else if (c == '\\') {
                escaped(plain, word);
            } else if (c == '{' && selectorMayBegin(start)) {
                selector(start, word);
            } else {
                word.append(c);
                plain(plain, at, at + 1);
                at++;
            }
        }
        return new Word(word.toString(), start, at, home);
    }

    private static boolean ends(char c) {
        return Character.isWhitespace(c) || ENDS_WORD.indexOf(c) >= 0;
    }

    private boolean selectorMayBegin(int start) {
        return at == start || text.charAt(at - 1) == '/' || text.charAt(at - 1) == '=';
    }

    private void selector(int start, StringBuilder word) {
        SelectorScan scan = at == start ? SelectorScan.of(text, at) : SelectorScan.ofBraces(text, at);
        spans.addAll(scan.spans());
        word.append(text, at, scan.end());
        at = scan.end();
        missing = scan.missing();
    }

    private void verbatim(char quote, StringBuilder word) {
        int start = at;
        int end = text.indexOf(quote, at + 1);
        if (end < 0) {
            missing = quote == '`' ? Missing.BACKQUOTE : Missing.SINGLE_QUOTE;
            end = text.length();
        }
        word.append(text, at + 1, end);
        at = Math.min(text.length(), end + 1);
        spans.add(new Span(Kind.QUOTED, start, at));
    }

    private void quoted(StringBuilder word) {
        int start = at++;
        while (at < text.length() && text.charAt(at) != '"') {
            char c = text.charAt(at);
            char next = c == '\\' && at + 1 < text.length() ? text.charAt(at + 1) : 0;
            if (next == '"' || next == '\\') {
                word.append(next);
                at += 2;
            } else if (next == '\n') {
                at += 2;
            } else {
                word.append(c);
                at++;
            }
        }
        if (at == text.length()) {
            missing = Missing.DOUBLE_QUOTE;
        } else {
            at++;
        }
        spans.add(new Span(Kind.QUOTED, start, at));
    }

    private void escaped(Kind plain, StringBuilder word) {
        if (at + 1 == text.length()) {
            missing = Missing.LINE;
            plain(plain, at, at + 1);
            at++;
        } else if (text.charAt(at + 1) == '\n') {
            at += 2;
        } else {
            word.append(text.charAt(at + 1));
            plain(plain, at, at + 2);
            at += 2;
        }
    }

    /** Adds to the span before, if it ends here. */
    private void plain(Kind kind, int start, int end) {
        int last = spans.size() - 1;
        if (last >= 0 && spans.get(last).kind() == kind && spans.get(last).end() == start) {
            spans.set(last, new Span(kind, spans.get(last).start(), end));
        } else {
            spans.add(new Span(kind, start, end));
        }
    }
}
