package dev.lokistore.index.boltdb;

/** Text in quotes as Go's {@code strconv.Quote} writes it ({@code formats/index-tables.md#35}). */
final class GoQuote {
    private GoQuote() {}

    static void append(StringBuilder out, String text) {
        out.append('"');
        text.codePoints().forEach(codePoint -> append(out, codePoint));
        out.append('"');
    }

    private static void append(StringBuilder out, int codePoint) {
        switch (codePoint) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case 0x07 -> out.append("\\a");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case 0x0b -> out.append("\\v");
            default -> {
                if (isPrintable(codePoint)) {
                    out.appendCodePoint(codePoint);
                } else if (codePoint < ' ' || codePoint == 0x7f) {
                    appendHex(out.append("\\x"), codePoint, 2);
                } else if (codePoint <= 0xffff) {
                    appendHex(out.append("\\u"), codePoint, 4);
                } else {
                    appendHex(out.append("\\U"), codePoint, 8);
                }
            }
        }
    }

    private static void appendHex(StringBuilder out, int codePoint, int digits) {
        String hex = Integer.toHexString(codePoint);
        out.append("0".repeat(digits - hex.length())).append(hex);
    }

    /** Letters, marks, numbers, punctuation, symbols and the one space. */
    private static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> codePoint == ' ';
            default -> true;
        };
    }
}
