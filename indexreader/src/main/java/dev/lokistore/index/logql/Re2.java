package dev.lokistore.index.logql;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Compiles RE2 expressions, and refuses those that would exhaust heap or stack: RE2J has none of the limits that Go's
 * implementation, and with it Loki, puts on what a few characters can grow to. One pass over the expression, which need
 * not be valid.
 */
public final class Re2 {
    /** As in Go: of a repetition, and of the product of repetitions within each other. */
    static final int MAX_REPEATS = 1000;

    /** As in Go: of groups within each other. */
    static final int MAX_DEPTH = 1000;

    /** Of parts that may be left out, counted with repetitions: RE2J takes a stack frame for each in a row. */
    static final int MAX_OPTIONAL = 1200;

    private final String expression;
    private final Deque<Size> around = new ArrayDeque<>();
    private Size group = Size.NOTHING;
    private Size last = Size.NOTHING;
    private int position;

    private Re2(String expression) {
        this.expression = expression;
    }

    /** @throws PatternSyntaxException if it is no RE2 expression, or too big a one */
    public static Pattern compile(String expression, int flags) {
        new Re2(expression).check();
        try {
            return Pattern.compile(expression, flags);
        } catch (StackOverflowError e) {
            throw new PatternSyntaxException("expression nests too deeply");
        }
    }

    private void check() {
        while (position < expression.length()) {
            char c = expression.charAt(position);
            switch (c) {
                case '\\' -> skipEscape();
                case '[' -> skipClass();
                case '(' -> open();
                case ')' -> close();
                case '*', '?' -> repeat(1, 0, position + 1);
                case '{' -> braces();
                default -> atom(Size.NOTHING, position + 1);
            }
        }
    }

    private void atom(Size size, int next) {
        group = group.plus(last);
        last = size;
        if (group.plus(last).optional > MAX_OPTIONAL) {
            throw new PatternSyntaxException("expression has too many optional parts (more than " + MAX_OPTIONAL + ")");
        }
        position = next;
    }

    private void open() {
        around.push(group.plus(last));
        if (around.size() > MAX_DEPTH) {
            throw new PatternSyntaxException("expression nests too deeply (more than " + MAX_DEPTH + " groups)");
        }
        group = Size.NOTHING;
        last = Size.NOTHING;
        // the question mark of (?:…) repeats nothing
        position += expression.startsWith("(?", position) ? 2 : 1;
    }

    private void close() {
        Size closed = group.plus(last);
        group = around.isEmpty() ? Size.NOTHING : around.pop();
        last = Size.NOTHING;
        // what may be left out takes more frames with a group around it
        atom(closed.optional > 0 ? closed.plus(new Size(1, 1)) : closed, position + 1);
    }

    private void repeat(int times, int optional, int next) {
        Size repeated = last.times(times, Math.max(optional, 1));
        if (repeated.repeats > MAX_REPEATS) {
            throw new PatternSyntaxException("invalid repeat count (more than " + MAX_REPEATS + " in all)");
        }
        last = Size.NOTHING;
        atom(repeated, next);
    }

    /** A repetition {@code {n}}, {@code {n,}} or {@code {n,m}}; any other brace stands for itself. */
    private void braces() {
        int end = position + 1;
        long[] numbers = {0, 0};
        boolean[] given = {false, false};
        int at = 0;
        while (end < expression.length() && expression.charAt(end) != '}') {
            char c = expression.charAt(end++);
            if (c == ',' && at == 0) {
                at = 1;
            } else if (c >= '0' && c <= '9') {
                numbers[at] = Math.min(numbers[at] * 10 + c - '0', Integer.MAX_VALUE);
                given[at] = true;
            } else {
                atom(Size.NOTHING, position + 1);
                return;
            }
        }
        if (end == expression.length() || !given[0]) {
            atom(Size.NOTHING, position + 1);
            return;
        }
        int times = (int) Math.max(numbers[0], numbers[1]);
        int optional = at == 0 ? 0 : (int) Math.max(0, numbers[1] - numbers[0]);
        // more than the limit by itself is for RE2J to refuse, with its own message
        repeat(Math.max(1, Math.min(times, MAX_REPEATS)), optional, end + 1);
    }

    private void skipEscape() {
        if (expression.startsWith("\\Q", position)) {
            int end = expression.indexOf("\\E", position);
            atom(Size.NOTHING, end < 0 ? expression.length() : end + 2);
            return;
        }
        int end = Math.min(position + 2, expression.length());
        // \x{10FFFF} and \p{Greek}
        boolean braced = expression.startsWith("{", end) && "xpP".indexOf(expression.charAt(end - 1)) >= 0;
        int brace = braced ? expression.indexOf('}', end) : -1;
        atom(Size.NOTHING, brace < 0 ? end : brace + 1);
    }

    private void skipClass() {
        int at = position + 1;
        if (at < expression.length() && expression.charAt(at) == '^') {
            at++;
        }
        int first = at;
        while (at < expression.length() && (expression.charAt(at) != ']' || at == first)) {
            if (expression.startsWith("[:", at) && expression.indexOf(":]", at) > 0) {
                at = expression.indexOf(":]", at) + 1;
            } else if (expression.charAt(at) == '\\') {
                at++;
            }
            at++;
        }
        atom(Size.NOTHING, Math.min(at + 1, expression.length()));
    }

    /**
     * @param repeats greatest product of repetitions within each other
     * @param optional parts that may be left out, in a row
     */
    private record Size(long repeats, long optional) {
        static final Size NOTHING = new Size(1, 0);

        Size plus(Size next) {
            return new Size(Math.max(repeats, next.repeats), optional + next.optional);
        }

        Size times(int count, int more) {
            return new Size(repeats * count, optional * count + more);
        }
    }
}
