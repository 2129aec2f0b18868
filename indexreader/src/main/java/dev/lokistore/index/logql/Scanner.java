package dev.lokistore.index.logql;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Reads the words, signs and strings of LogQL from left to right. */
final class Scanner {
    private final String query;
    private int position;

    Scanner(String query) {
        this.query = query;
    }

    /** In UTF-16 units, behind what was read; call after {@link #skipSpace()} for the place of the next token. */
    int offset() {
        return position;
    }

    LogqlException error(int offset, String expected, String advice) {
        return new LogqlException(query, offset, expected, advice);
    }

    LogqlException expected(String expected, String advice) {
        skipSpace();
        return error(position, expected, advice);
    }

    boolean atEnd() {
        skipSpace();
        return position == query.length();
    }

    /** Skips white space and {@code #} comments. */
    void skipSpace() {
        while (position < query.length()) {
            char c = query.charAt(position);
            if (c == '#') {
                int end = query.indexOf('\n', position);
                position = end < 0 ? query.length() : end;
            } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
                position++;
            } else {
                return;
            }
        }
    }

    boolean looksAt(String sign) {
        skipSpace();
        return query.startsWith(sign, position);
    }

    boolean take(String sign) {
        boolean there = looksAt(sign);
        if (there) {
            position += sign.length();
        }
        return there;
    }

    /** The next word, or empty; does not move. A word is a label name or keyword: {@code [A-Za-z_][A-Za-z0-9_]*}. */
    String peekWord() {
        skipSpace();
        int end = position;
        while (end < query.length() && isWordPart(query.charAt(end), end == position)) {
            end++;
        }
        return query.substring(position, end);
    }

    void takeWord(String word) {
        position += word.length();
    }

    boolean takeKeyword(String keyword) {
        boolean there = peekWord().equals(keyword);
        if (there) {
            position += keyword.length();
        }
        return there;
    }

    private static boolean isWordPart(char c, boolean first) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || !first && c >= '0' && c <= '9';
    }

    boolean looksAtString() {
        return looksAt("\"") || looksAt("`");
    }

    Literal string(String what) {
        skipSpace();
        if (looksAt("`")) {
            return rawString();
        }
        if (!looksAt("\"")) {
            throw error(position, what, "write it in double quotes or backquotes");
        }
        return quotedString();
    }

    private Literal rawString() {
        int start = position;
        int end = query.indexOf('`', start + 1);
        if (end < 0) {
            throw error(
                    query.length(),
                    "a closing '`'",
                    "the string that opens at column " + column(start) + " has no end");
        }
        position = end + 1;
        // Go drops carriage returns inside backquotes
        String text = query.substring(start + 1, end).replace("\r", "");
        return new Literal(text.getBytes(StandardCharsets.UTF_8), start);
    }

    private Literal quotedString() {
        int start = position++;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (true) {
            if (position == query.length() || query.charAt(position) == '\n') {
                throw error(
                        position, "a closing '\"'", "the string that opens at column " + column(start) + " has no end");
            }
            char c = query.charAt(position);
            if (c == '"') {
                position++;
                return new Literal(bytes.toByteArray(), start);
            }
            if (c == '\\') {
                escape(bytes);
            } else {
                int codePoint = query.codePointAt(position);
                position += Character.charCount(codePoint);
                bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private void escape(ByteArrayOutputStream bytes) {
        int start = position++;
        char c = position < query.length() ? query.charAt(position) : ' ';
        position++;
        switch (c) {
            case 'a' -> bytes.write(7);
            case 'b' -> bytes.write('\b');
            case 'f' -> bytes.write('\f');
            case 'n' -> bytes.write('\n');
            case 'r' -> bytes.write('\r');
            case 't' -> bytes.write('\t');
            case 'v' -> bytes.write(11);
            case '\\', '"' -> bytes.write(c);
            case 'x' -> bytes.write(number(start, 2, 16, 0xff));
            case 'u' -> character(bytes, number(start, 4, 16, 0xffff), start);
            case 'U' -> character(bytes, number(start, 8, 16, 0x10ffff), start);
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                position--;
                bytes.write(number(start, 3, 8, 0xff));
            }
            default ->
                throw error(
                        start,
                        "one of the escapes \\\\ \\\" \\n \\r \\t \\a \\b \\f \\v \\xHH \\OOO \\uHHHH \\UHHHHHHHH",
                        "write \\\\ for a backslash, or use a string in backquotes, which has no escapes");
        }
    }

    private void character(ByteArrayOutputStream bytes, int codePoint, int start) {
        if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
            throw error(start, "a Unicode character", "surrogates are none; use \\U with the whole code point");
        }
        bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
    }

    private int number(int start, int digits, int radix, int max) {
        long value = 0;
        for (int i = 0; i < digits; i++, position++) {
            char c = position < query.length() ? query.charAt(position) : ' ';
            int digit = c < 128 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                throw error(start, digits + (radix == 8 ? " octal" : " hexadecimal") + " digits in the escape", "");
            }
            value = value * radix + digit;
        }
        if (value > max) {
            throw error(start, "an escape of at most " + Integer.toString(max, radix), "");
        }
        return (int) value;
    }

    private int column(int offset) {
        return query.codePointCount(0, offset) + 1;
    }
}
