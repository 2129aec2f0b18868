package dev.lokistore.index.logql;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A condition on a line's bytes: {@code |= "a" or "b"} wants one of the alternatives, {@code != "a" or "b"} wants none.
 * Safe for use by several threads.
 */
public final class LineFilter {
    /** The four operators of LogQL. */
    public enum Operator {
        CONTAINS("|="),
        NOT_CONTAINS("!="),
        MATCHES("|~"),
        NOT_MATCHES("!~");

        private final String symbol;

        Operator(String symbol) {
            this.symbol = symbol;
        }

        public String symbol() {
            return symbol;
        }

        boolean negative() {
            return this == NOT_CONTAINS || this == NOT_MATCHES;
        }

        boolean regex() {
            return this == MATCHES || this == NOT_MATCHES;
        }
    }

    private final Operator operator;
    private final List<byte[]> alternatives;
    private final List<LinePattern> patterns;

    /**
     * @param alternatives at least one; texts or RE2 expressions in UTF-8
     * @throws com.google.re2j.PatternSyntaxException if a regular expression is none
     */
    LineFilter(Operator operator, List<byte[]> alternatives) {
        if (alternatives.isEmpty()) {
            throw new IllegalArgumentException("a line filter without anything to look for");
        }
        this.operator = operator;
        this.alternatives = List.copyOf(alternatives);
        List<LinePattern> compiled = new ArrayList<>();
        for (byte[] text : alternatives) {
            compiled.add(
                    operator.regex()
                            ? new RegexPattern(new String(text, StandardCharsets.UTF_8))
                            : new SubstringPattern(text));
        }
        this.patterns = List.copyOf(compiled);
    }

    /** @throws com.google.re2j.PatternSyntaxException if a regular expression is none */
    public static LineFilter of(Operator operator, String text) {
        return new LineFilter(operator, List.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    public Operator operator() {
        return operator;
    }

    /** Whether a line, given as a range of a buffer, passes. */
    public boolean accepts(byte[] buffer, int offset, int length) {
        for (LinePattern pattern : patterns) {
            if (pattern.isIn(buffer, offset, length)) {
                return !operator.negative();
            }
        }
        return operator.negative();
    }

    List<LinePattern> patterns() {
        return patterns;
    }

    /** LogQL; bytes that are no UTF-8 as replacement characters. */
    @Override
    public String toString() {
        return alternatives.stream()
                .map(text -> Selector.quote(new String(text, StandardCharsets.UTF_8)))
                .collect(Collectors.joining(" or ", operator.symbol() + " ", ""));
    }
}
