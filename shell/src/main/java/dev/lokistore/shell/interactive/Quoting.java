package dev.lokistore.shell.interactive;

import dev.lokistore.shell.line.Cursor;

/** How a completed word has to be written in the place where it is being typed. */
final class Quoting {
    private static final String SPECIAL = " \t\n'\"`\\|;>";
    private static final String SPECIAL_IN_FRONT = "#<{&";

    private Quoting() {}

    /** @param whole whether the word ends here, so that an open quote is closed */
    static String of(Cursor cursor, String text, boolean whole) {
        return switch (cursor.role()) {
            case VALUE -> cursor.quote() + text;
            case LABEL, NOTHING -> text;
            case COMMAND, ARGUMENT, FILE -> cursor.quote() == 0 ? escaped(text) : quoted(cursor.quote(), text, whole);
        };
    }

    private static String quoted(char quote, String text, boolean whole) {
        String inside = quote == '"' ? text.replace("\\", "\\\\").replace("\"", "\\\"") : text;
        return quote + inside + (whole ? String.valueOf(quote) : "");
    }

    private static String escaped(String text) {
        if (text.startsWith("{")) {
            return text; // a selector needs no quotes
        }
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (SPECIAL.indexOf(c) >= 0 || i == 0 && SPECIAL_IN_FRONT.indexOf(c) >= 0) {
                escaped.append('\\');
            }
            escaped.append(c);
        }
        return escaped.toString();
    }
}
