package dev.lokistore.shell.line;

import dev.lokistore.shell.line.Span.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A LogQL selector inside a command line: where it ends, and what its parts are. Goes along with what is wrong, since a
 * selector that is being typed is; {@code Selector.parse} says what is wrong with it.
 *
 * <p>Behind the closing brace it goes on as long as line filters and structured-metadata filters follow. A single
 * {@code |} belongs to it only before a metadata filter ({@code | name="value"}), else it is the shell's pipe.
 */
public final class SelectorScan {
    private static final List<String> COMPARISONS = List.of("=~", "!=", "!~", "==", ">=", "<=", "=", ">", "<");
    private static final List<String> LINE_FILTERS = List.of("|=", "!=", "|~", "!~", "|>", "!>");

    private final String text;
    private final List<Span> spans = new ArrayList<>();
    private int at;
    private @Nullable Missing missing;

    private SelectorScan(String text, int start) {
        this.text = text;
        this.at = start;
    }

    /** @param start of the opening brace */
    public static SelectorScan of(String text, int start) {
        SelectorScan scan = new SelectorScan(text, start);
        scan.braces();
        if (scan.missing == null) {
            scan.filters();
        }
        return scan;
    }

    /** Of the braces alone, as in a path. */
    public static SelectorScan ofBraces(String text, int start) {
        SelectorScan scan = new SelectorScan(text, start);
        scan.braces();
        return scan;
    }

    /** Behind its last character. */
    public int end() {
        return at;
    }

    public List<Span> spans() {
        return spans;
    }

    /** Null if it is closed. */
    public @Nullable Missing missing() {
        return missing;
    }

    private void braces() {
        take(Kind.BRACE, 1);
        while (missing == null) {
            skipSpace();
            if (at == text.length()) {
                missing = Missing.BRACE;
            } else if (text.charAt(at) == '}') {
                take(Kind.BRACE, 1);
                return;
            } else if (text.charAt(at) == ',') {
                take(Kind.COMMA, 1);
            } else if (!string() && !operator(COMPARISONS) && !name(Kind.LABEL)) {
                take(Kind.WRONG, 1);
            }
        }
    }

    private void filters() {
        while (missing == null) {
            int before = at;
            skipSpace();
            if (!lineFilter() && !metadataFilter()) {
                at = before;
                return;
            }
        }
    }

    private boolean lineFilter() {
        if (!operator(LINE_FILTERS)) {
            return false;
        }
        boolean more = true;
        while (more && missing == null) {
            skipSpace();
            if (!string()) {
                wrongWord();
            }
            more = keyword("or");
        }
        return true;
    }

    /** A word without the quotes that it needs belongs to the selector, so that the message is about it. */
    private void wrongWord() {
        int start = at;
        char quote = at < text.length() && text.charAt(at) == '\'' ? '\'' : 0;
        at += quote == 0 ? 0 : 1;
        while (at < text.length()
                && (quote == 0 ? !Character.isWhitespace(text.charAt(at)) : text.charAt(at) != quote)) {
            at++;
        }
        at += quote != 0 && at < text.length() ? 1 : 0;
        if (at > start) {
            spans.add(new Span(Kind.WRONG, start, at));
        }
    }

    private boolean metadataFilter() {
        if (at == text.length() || text.charAt(at) != '|' || !startsCondition(afterSpace(at + 1))) {
            return false;
        }
        take(Kind.OPERATOR, 1);
        skipSpace();
        int depth = 0;
        while (missing == null) {
            if (at < text.length() && text.charAt(at) == '(') {
                take(Kind.BRACE, 1);
                depth++;
                skipSpace();
                continue;
            }
            if (!condition()) {
                return true;
            }
            depth = closings(depth);
            int before = at;
            skipSpace();
            if (at < text.length() && text.charAt(at) == ',') {
                take(Kind.COMMA, 1);
                skipSpace();
            } else if (keyword("and") || keyword("or")) {
                skipSpace();
            }
            if (!startsCondition(at)) {
                at = at > before && spans.get(spans.size() - 1).end() > before ? at : before;
                return true;
            }
        }
        return true;
    }

    private int closings(int depth) {
        int open = depth;
        while (open > 0 && afterSpace(at) < text.length() && text.charAt(afterSpace(at)) == ')') {
            skipSpace();
            take(Kind.BRACE, 1);
            open--;
        }
        return open;
    }

    private boolean condition() {
        if (!name(Kind.LABEL)) {
            return false;
        }
        skipSpace();
        operator(COMPARISONS);
        skipSpace();
        if (!string()) {
            wrongWord();
        }
        return true;
    }

    /** Whether {@code name operator} or a parenthesis stands there. */
    private boolean startsCondition(int offset) {
        if (offset < text.length() && text.charAt(offset) == '(') {
            return true;
        }
        int end = endOfName(offset);
        int behind = afterSpace(end);
        return end > offset && COMPARISONS.stream().anyMatch(sign -> text.startsWith(sign, behind));
    }

    private boolean string() {
        char quote = at < text.length() ? text.charAt(at) : 0;
        if (quote != '"' && quote != '`') {
            return false;
        }
        int start = at++;
        while (at < text.length() && text.charAt(at) != quote) {
            at += quote == '"' && text.charAt(at) == '\\' ? 2 : 1;
        }
        if (at >= text.length()) {
            at = text.length();
            missing = quote == '"' ? Missing.DOUBLE_QUOTE : Missing.BACKQUOTE;
        } else {
            at++;
        }
        spans.add(new Span(Kind.STRING, start, at));
        return true;
    }

    private boolean operator(List<String> signs) {
        for (String sign : signs) {
            if (text.startsWith(sign, at)) {
                take(Kind.OPERATOR, sign.length());
                return true;
            }
        }
        return false;
    }

    private boolean name(Kind kind) {
        int end = endOfName(at);
        if (end == at) {
            return false;
        }
        take(kind, end - at);
        return true;
    }

    private int endOfName(int start) {
        int end = start;
        while (end < text.length() && isName(text.charAt(end), end == start)) {
            end++;
        }
        return end;
    }

    private static boolean isName(char c, boolean first) {
        return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || !first && c >= '0' && c <= '9';
    }

    private boolean keyword(String word) {
        int start = afterSpace(at);
        if (!text.startsWith(word, start) || endOfName(start) != start + word.length()) {
            return false;
        }
        at = start;
        take(Kind.KEYWORD, word.length());
        return true;
    }

    private void take(Kind kind, int length) {
        spans.add(new Span(kind, at, at + length));
        at += length;
    }

    private void skipSpace() {
        at = afterSpace(at);
    }

    private int afterSpace(int offset) {
        int end = offset;
        while (end < text.length() && Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        return end;
    }
}
