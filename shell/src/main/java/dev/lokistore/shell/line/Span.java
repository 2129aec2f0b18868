package dev.lokistore.shell.line;

/**
 * A stretch of a command line, for colours and for completion.
 *
 * @param start in UTF-16 units
 * @param end behind the last one
 */
public record Span(Kind kind, int start, int end) {
    /** What a stretch is. */
    public enum Kind {
        /** The first word of a command or filter. */
        COMMAND,
        OPTION,
        /** Any other word, or a part of it. */
        PLAIN,
        /** With its quotes. */
        QUOTED,
        /** {@code |}, {@code >}, {@code >>}, {@code ;}. */
        SIGN,
        COMMENT,
        // inside selectors
        BRACE,
        LABEL,
        OPERATOR,
        /** With its quotes. */
        STRING,
        COMMA,
        KEYWORD,
        /** What no selector has. */
        WRONG
    }
}
