package dev.lokistore.index.logql;

import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One condition of a stream selector. A label that is not there counts as the empty string. Regular expressions are RE2
 * and anchored at both ends.
 */
public final class LabelMatcher {
    /** The four operators of LogQL. */
    public enum Operator {
        EQUAL("="),
        NOT_EQUAL("!="),
        MATCHES("=~"),
        NOT_MATCHES("!~");

        private final String symbol;

        Operator(String symbol) {
            this.symbol = symbol;
        }

        public String symbol() {
            return symbol;
        }
    }

    private final String name;
    private final Operator operator;
    private final String value;
    private final @Nullable Pattern pattern;

    /** @throws com.google.re2j.PatternSyntaxException if the value of a regular expression operator is none */
    public LabelMatcher(String name, Operator operator, String value) {
        this.name = name;
        this.operator = operator;
        this.value = value;
        boolean regex = operator == Operator.MATCHES || operator == Operator.NOT_MATCHES;
        this.pattern = regex ? Re2.compile(value, Pattern.DOTALL) : null;
    }

    public String name() {
        return name;
    }

    public Operator operator() {
        return operator;
    }

    public String value() {
        return value;
    }

    public boolean matches(String labelValue) {
        return switch (operator) {
            case EQUAL -> labelValue.equals(value);
            case NOT_EQUAL -> !labelValue.equals(value);
            case MATCHES -> matchesPattern(labelValue);
            case NOT_MATCHES -> !matchesPattern(labelValue);
        };
    }

    private boolean matchesPattern(String labelValue) {
        return pattern != null && pattern.matches(labelValue);
    }

    @Override
    public String toString() {
        return name + operator.symbol() + '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
