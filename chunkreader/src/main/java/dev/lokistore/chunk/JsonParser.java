package dev.lokistore.chunk;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A strict pull parser for the small JSON text of an envelope (RFC 8259). The caller asks for what it expects; everything
 * else is an error. Invalid UTF-8 in strings becomes U+FFFD and is remembered.
 */
final class JsonParser {
    static final int MAX_NUMBER_CHARS = 64;

    private final String source;
    private final long start;
    private final byte[] bytes;
    private final int length;
    private int at;
    private boolean invalidUtf8;

    JsonParser(String source, long start, byte[] bytes, int length) {
        this.source = source;
        this.start = start;
        this.bytes = bytes;
        this.length = length;
    }

    boolean sawInvalidUtf8() {
        return invalidUtf8;
    }

    CorruptDataException corrupt(String what, String expected, Object found) {
        return new CorruptDataException(
                source, start, "metadata JSON at character " + at + ": " + what, expected, found);
    }

    void beginObject() throws CorruptDataException {
        expect('{');
    }

    /** Whether another member follows; consumes what comes before it, or the closing brace. */
    boolean nextMember(boolean isFirst) throws CorruptDataException {
        if (peek() == '}') {
            at++;
            return false;
        }
        if (!isFirst) {
            expect(',');
        }
        return true;
    }

    void colon() throws CorruptDataException {
        expect(':');
    }

    /** Nothing but white space may follow. */
    void end() throws CorruptDataException {
        skipSpace();
        if (at < length) {
            throw corrupt("text", "its end", describe());
        }
    }

    /** Skips {@code null} if it is there. */
    boolean skipNull() throws CorruptDataException {
        if (peek() == 'n') {
            literal("null");
            return true;
        }
        return false;
    }

    /** A number's text, as JSON allows it. */
    String number() throws CorruptDataException {
        peek();
        int from = at;
        while (at < length && isNumberPart(bytes[at])) {
            at++;
        }
        String number = new String(bytes, from, Math.min(at - from, MAX_NUMBER_CHARS + 1), StandardCharsets.US_ASCII);
        if (number.length() > MAX_NUMBER_CHARS || !isNumber(number)) {
            at = from;
            throw corrupt("value", "a number", describe());
        }
        return number;
    }

    String string(int maxChars) throws CorruptDataException {
        expect('"');
        int from = at;
        boolean plain = true;
        while (at < length && bytes[at] != '"') {
            if ((bytes[at] & 0xff) < 0x20) {
                throw corrupt("string", "no control character", describe());
            }
            if (bytes[at] == '\\') {
                plain = false;
                at++;
            }
            at++;
        }
        if (at >= length) {
            at = from;
            throw corrupt("string", "its end", "the end of the text");
        }
        if (at - from > 6L * maxChars) {
            throw corrupt("string", "at most " + maxChars + " characters (limit)", at - from);
        }
        int end = at++;
        String text = plain ? decode(from, end) : unescape(from, end);
        if (text.length() > maxChars) {
            throw corrupt("string", "at most " + maxChars + " characters (limit)", text.length());
        }
        return text;
    }

    /** Skips any value, nested no deeper than this. */
    void skipValue(int maxDepth) throws CorruptDataException {
        if (maxDepth == 0) {
            throw corrupt("value", "no deeper nesting (limit)", "more");
        }
        switch (peek()) {
            case '"' -> string(Integer.MAX_VALUE);
            case '{' -> skipObject(maxDepth);
            case '[' -> skipArray(maxDepth);
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        }
    }

    private void skipObject(int maxDepth) throws CorruptDataException {
        beginObject();
        boolean first = true;
        while (nextMember(first)) {
            string(Integer.MAX_VALUE);
            colon();
            skipValue(maxDepth - 1);
            first = false;
        }
    }

    private void skipArray(int maxDepth) throws CorruptDataException {
        expect('[');
        boolean first = true;
        while (peek() != ']') {
            if (!first) {
                expect(',');
            }
            skipValue(maxDepth - 1);
            first = false;
        }
        at++;
    }

    private void literal(String text) throws CorruptDataException {
        for (int i = 0; i < text.length(); i++) {
            if (at + i >= length || bytes[at + i] != text.charAt(i)) {
                throw corrupt("value", text, describe());
            }
        }
        at += text.length();
    }

    private String unescape(int from, int end) throws CorruptDataException {
        StringBuilder text = new StringBuilder(end - from);
        int plain = from;
        int i = from;
        while (i < end) {
            if (bytes[i] != '\\') {
                i++;
                continue;
            }
            text.append(decode(plain, i));
            char escape = (char) bytes[i + 1];
            i += 2;
            switch (escape) {
                case '"', '\\', '/' -> text.append(escape);
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'u' -> {
                    text.append(hexChar(i, end));
                    i += 4;
                }
                default -> throw corrupt("escape", "one of JSON's", "\\" + escape);
            }
            plain = i;
        }
        return text.append(decode(plain, end)).toString();
    }

    private char hexChar(int from, int end) throws CorruptDataException {
        int value = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = i < end ? Character.digit(bytes[i], 16) : -1;
            if (digit < 0) {
                throw corrupt("escape", "four hex digits", "something else");
            }
            value = value << 4 | digit;
        }
        return (char) value;
    }

    private String decode(int from, int end) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, end - from))
                    .toString();
        } catch (CharacterCodingException e) {
            invalidUtf8 = true;
            return new String(bytes, from, end - from, StandardCharsets.UTF_8);
        }
    }

    private void expect(char expected) throws CorruptDataException {
        if (peek() != expected) {
            throw corrupt("text", "'" + expected + "'", describe());
        }
        at++;
    }

    /** The next character that is no white space; 0 at the end. */
    private int peek() {
        skipSpace();
        return at < length ? bytes[at] : 0;
    }

    private void skipSpace() {
        while (at < length && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\t' || bytes[at] == '\r')) {
            at++;
        }
    }

    private String describe() {
        if (at >= length) {
            return "the end of the text";
        }
        int c = bytes[at] & 0xff;
        return c > 0x20 && c < 0x7f ? "'" + (char) c + "'" : "byte " + Integer.toHexString(c);
    }

    private static boolean isNumberPart(byte b) {
        return b >= '0' && b <= '9' || b == '-' || b == '+' || b == '.' || b == 'e' || b == 'E';
    }

    private static boolean isNumber(String text) {
        int at = text.startsWith("-") ? 1 : 0;
        int integer = digits(text, at);
        if (integer == 0 || integer > 1 && text.charAt(at) == '0') {
            return false;
        }
        at += integer;
        if (at < text.length() && text.charAt(at) == '.') {
            int fraction = digits(text, at + 1);
            if (fraction == 0) {
                return false;
            }
            at += 1 + fraction;
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
                at++;
            }
            int exponent = digits(text, at);
            if (exponent == 0) {
                return false;
            }
            at += exponent;
        }
        return at == text.length();
    }

    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at - from;
    }
}
