package dev.lokistore.index.logql;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An RE2 expression, not anchored; {@code .} does not match a line break, as in Loki. A line without the expression's
 * {@link RequiredLiteral} is refused without running it.
 */
final class RegexPattern implements LinePattern {
    private final Pattern pattern;
    private final @Nullable SubstringPattern required;

    /** @throws com.google.re2j.PatternSyntaxException if it is no RE2 expression */
    RegexPattern(String expression) {
        this.pattern = Re2.compile(expression, 0);
        String literal = RequiredLiteral.of(expression);
        this.required = literal.isEmpty() ? null : new SubstringPattern(literal.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean isIn(byte[] buffer, int offset, int length) {
        if (required != null && !required.isIn(buffer, offset, length)) {
            return false;
        }
        return isAscii(buffer, offset, length)
                ? pattern.matcher(Arrays.copyOfRange(buffer, offset, offset + length))
                        .find()
                : pattern.matcher(new String(buffer, offset, length, StandardCharsets.UTF_8))
                        .find();
    }

    @Override
    public long find(byte[] buffer, int offset, int length, int from) {
        if (isAscii(buffer, offset, length)) {
            Matcher matcher = pattern.matcher(Arrays.copyOfRange(buffer, offset, offset + length));
            return matcher.find(from) ? LinePattern.span(matcher.start(), matcher.end()) : NONE;
        }
        // positions in a string that replaced broken bytes mean nothing in the line
        String line = new String(buffer, offset, length, StandardCharsets.UTF_8);
        if (line.indexOf('\uFFFD') >= 0) {
            return NONE;
        }
        int fromChar = new String(buffer, offset, from, StandardCharsets.UTF_8).length();
        Matcher matcher = pattern.matcher(line);
        return matcher.find(fromChar)
                ? LinePattern.span(bytesBefore(line, matcher.start()), bytesBefore(line, matcher.end()))
                : NONE;
    }

    private static int bytesBefore(String line, int index) {
        return line.substring(0, index).getBytes(StandardCharsets.UTF_8).length;
    }

    /** RE2J decodes UTF-8 without checking it, so that only plain ASCII goes to it as bytes. */
    private static boolean isAscii(byte[] buffer, int offset, int length) {
        int bits = 0;
        for (int i = offset; i < offset + length; i++) {
            bits |= buffer[i];
        }
        return bits >= 0;
    }
}
