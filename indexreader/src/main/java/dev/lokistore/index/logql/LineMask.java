package dev.lokistore.index.logql;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Replaces what an RE2 expression finds in lines. Bytes that are no UTF-8 stay as they are, unless they are part of what is
 * found. Safe for use by several threads.
 */
public final class LineMask {
    /** Bytes that are no UTF-8 as what cannot come from any: half of a surrogate pair. */
    private static final char ESCAPE = '\uDC00';

    private final Pattern pattern;
    private final @Nullable SubstringPattern required;
    private final String replacement;

    private LineMask(Pattern pattern, String expression, String replacement) {
        this.pattern = pattern;
        String literal = RequiredLiteral.of(expression);
        this.required = literal.isEmpty() ? null : new SubstringPattern(literal.getBytes(StandardCharsets.UTF_8));
        this.replacement = replacement;
    }

    /**
     * @param replacement {@code $1} and {@code ${name}} stand for groups, a backslash takes a character as it is
     * @throws IllegalArgumentException if the expression is none, or the replacement names a group that it does not have
     */
    public static LineMask of(String expression, String replacement) {
        try {
            Pattern pattern = Re2.compile(expression, 0);
            // matches nothing at all, with every group of the expression
            Re2.compile("(?:" + expression + ")?", 0).matcher("").replaceFirst(replacement);
            return new LineMask(pattern, expression, replacement);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("'" + expression + "' is no RE2 expression: " + e.getDescription(), e);
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + replacement + "' names a group that '" + expression + "' does not have; a dollar sign is \\$",
                    e);
        }
    }

    /** The line as it is to be; null if it is so already. */
    public byte @Nullable [] apply(byte[] buffer, int offset, int length) {
        if (required != null && !required.isIn(buffer, offset, length)) {
            return null;
        }
        String line = decode(buffer, offset, length);
        Matcher matcher = pattern.matcher(line);
        if (!matcher.find()) {
            return null;
        }
        byte[] masked = encode(matcher.reset().replaceAll(replacement));
        return Arrays.equals(masked, 0, masked.length, buffer, offset, offset + length) ? null : masked;
    }

    private static String decode(byte[] buffer, int offset, int length) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(buffer, offset, length);
        CharBuffer out = CharBuffer.allocate(length);
        CoderResult result = decoder.decode(in, out, true);
        while (result.isError()) {
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (ESCAPE + (in.get() & 0xff)));
            }
            result = decoder.reset().decode(in, out, true);
        }
        return out.flip().toString();
    }

    private static byte[] encode(String line) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int start = 0;
        for (int i = 0; i < line.length(); i++) {
            boolean pair = Character.isHighSurrogate(line.charAt(i))
                    && i + 1 < line.length()
                    && Character.isLowSurrogate(line.charAt(i + 1));
            if (pair) {
                i++;
            } else if (Character.isLowSurrogate(line.charAt(i))) {
                bytes.writeBytes(line.substring(start, i).getBytes(StandardCharsets.UTF_8));
                bytes.write(line.charAt(i) - ESCAPE);
                start = i + 1;
            }
        }
        bytes.writeBytes(line.substring(start).getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    @Override
    public String toString() {
        return pattern + "=" + replacement;
    }
}
