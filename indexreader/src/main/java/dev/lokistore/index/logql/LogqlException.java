package dev.lokistore.index.logql;

import java.io.Serial;

/**
 * A selector that cannot be read: where, what was expected there, and what to do about it. The message is one line;
 * {@link #pointing()} shows the place in the text.
 */
public final class LogqlException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final int SHOWN_BEFORE = 60;
    private static final int SHOWN_AFTER = 40;

    private final String query;
    private final int offset;
    private final String expected;
    private final String advice;

    /**
     * @param offset in UTF-16 units of {@code query}; its length means the end
     * @param expected what may stand there
     * @param advice what to do, or empty
     */
    LogqlException(String query, int offset, String expected, String advice) {
        super("selector, column " + column(query, offset) + ": expected " + expected
                + (advice.isEmpty() ? "" : "; " + advice));
        this.query = query;
        this.offset = offset;
        this.expected = expected;
        this.advice = advice;
    }

    /** In characters (code points), the first is 1; one behind the last where the text ends too early. */
    public int column() {
        return column(query, offset);
    }

    public String expected() {
        return expected;
    }

    /** What to do; may be empty. */
    public String advice() {
        return advice;
    }

    /** Two lines: the text around the place, with control characters as spaces, and a caret under the place. */
    public String pointing() {
        int from = Math.max(0, offset - SHOWN_BEFORE);
        int to = Math.min(query.length(), offset + SHOWN_AFTER);
        String start = from == 0 ? "" : "…";
        String shown = query.substring(from, to).replaceAll("\\p{Cntrl}", " ");
        String end = to == query.length() ? "" : "…";
        int indent = start.length() + query.codePointCount(from, offset);
        return start + shown + end + System.lineSeparator() + " ".repeat(indent) + "^";
    }

    private static int column(String query, int offset) {
        return query.codePointCount(0, offset) + 1;
    }
}
