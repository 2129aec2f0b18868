package dev.lokistore.index.logql;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

/**
 * Finds a text that every match of a regular expression holds, so that lines without it need no matching. Looks at the
 * top level of the expression only and rather finds nothing than too much.
 */
final class RequiredLiteral {
    private static final String NONE = "";
    private static final Pattern FLAGS = Pattern.compile("\\(\\?[^:P<]");
    private static final Pattern COUNT = Pattern.compile("\\{[0-9]+(,[0-9]*)?\\}");

    private final String expression;
    private final StringBuilder run = new StringBuilder();
    private String longest = NONE;
    private int position;

    private RequiredLiteral(String expression) {
        this.expression = expression;
    }

    /** @return empty if none is known */
    static String of(String expression) {
        // flags may ignore case, \Q…\E quotes what the scan would misread, and broken bytes decode to U+FFFD
        if (FLAGS.matcher(expression).find() || expression.contains("\\Q") || expression.indexOf('\uFFFD') >= 0) {
            return NONE;
        }
        return new RequiredLiteral(expression).scan();
    }

    private String scan() {
        while (position < expression.length()) {
            char c = expression.charAt(position);
            switch (c) {
                case '|' -> {
                    return NONE;
                }
                case '(' -> skipGroup();
                case '[' -> skipClass();
                case '*', '?' -> {
                    dropLast();
                    position++;
                }
                case '{' -> {
                    Matcher count = COUNT.matcher(expression);
                    if (!count.find(position) || count.start() != position) {
                        // RE2 takes such a brace literally
                        run.append(c);
                        position++;
                    } else {
                        dropLast();
                        position = count.end();
                    }
                }
                case '+', '.', '^', '$', ')' -> {
                    endRun();
                    position++;
                }
                case '\\' -> {
                    if (!escape()) {
                        return NONE;
                    }
                }
                default -> {
                    int codePoint = expression.codePointAt(position);
                    run.appendCodePoint(codePoint);
                    position += Character.charCount(codePoint);
                }
            }
        }
        endRun();
        return longest;
    }

    /** @return false for an escape whose end is hard to tell */
    private boolean escape() {
        char next = position + 1 < expression.length() ? expression.charAt(position + 1) : '\\';
        position += 2;
        if (next < 128 && !Character.isLetterOrDigit(next)) {
            run.append(next);
            return true;
        }
        endRun();
        return "xpPC".indexOf(next) < 0 && !Character.isDigit(next);
    }

    /** The character before a quantifier that allows none of it. */
    private void dropLast() {
        if (run.length() > 0) {
            run.setLength(run.offsetByCodePoints(run.length(), -1));
        }
        endRun();
    }

    private void endRun() {
        if (run.length() > longest.length()) {
            longest = run.toString();
        }
        run.setLength(0);
    }

    private void skipGroup() {
        endRun();
        int depth = 0;
        while (position < expression.length()) {
            char c = expression.charAt(position);
            if (c == '\\') {
                position += 2;
                continue;
            }
            if (c == '[') {
                skipClass();
                continue;
            }
            position++;
            if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return;
            }
        }
    }

    private void skipClass() {
        endRun();
        position++;
        if (position < expression.length() && expression.charAt(position) == '^') {
            position++;
        }
        // a bracket that comes first is a member
        boolean first = true;
        while (position < expression.length()) {
            char c = expression.charAt(position);
            if (c == '\\') {
                position += 2;
            } else if (c == '[' && expression.startsWith("[:", position) && expression.indexOf(":]", position) > 0) {
                position = expression.indexOf(":]", position) + 2;
            } else {
                position++;
                if (c == ']' && !first) {
                    return;
                }
            }
            first = false;
        }
    }
}
