package dev.lokistore.shell.terminal;

/**
 * Text from a store made harmless on a terminal. Log lines and labels are written by whoever could log: an escape
 * sequence in them must not move the cursor, retitle the window or hide other lines, and a direction override must not
 * turn a line around.
 */
public final class SafeText {
    private SafeText() {}

    /**
     * Control characters (C0, DEL, C1), direction overrides, line and paragraph separators, and lone surrogates as
     * {@code \n}, {@code \t}, {@code \x1b} or {@code \}{@code u202e}; all else as it is. The backslash itself stays, so
     * this is for eyes and not for parsing.
     */
    public static String escape(String text) {
        return escape(text, false);
    }

    /** As {@link #escape}, but a tab stays a tab: it is common in log lines and harmless. */
    public static String escapeLine(String text) {
        return escape(text, true);
    }

    private static String escape(String text, boolean keepTabs) {
        int first = firstUnsafe(text, keepTabs);
        if (first < 0) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.length() + 16).append(text, 0, first);
        for (int i = first; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                safe.append(c).append(text.charAt(++i));
            } else if (unsafe(c) && !(keepTabs && c == '\t')) {
                append(safe, c);
            } else {
                safe.append(c);
            }
        }
        return safe.toString();
    }

    private static int firstUnsafe(String text, boolean keepTabs) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (unsafe(c) && !(keepTabs && c == '\t')) {
                return i;
            }
        }
        return -1;
    }

    /** Whether a UTF-16 unit must not reach a terminal as it is; true for every surrogate, paired or not. */
    public static boolean unsafe(char c) {
        return c < ' '
                || (c >= 0x7f && c <= 0x9f)
                || (c >= 0x200e && c <= 0x200f)
                || (c >= 0x2028 && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069)
                || c == 0x061c
                || c == 0xfeff
                || Character.isSurrogate(c);
    }

    private static void append(StringBuilder safe, char c) {
        switch (c) {
            case '\n' -> safe.append("\\n");
            case '\r' -> safe.append("\\r");
            case '\t' -> safe.append("\\t");
            default -> {
                if (c <= 0xff) {
                    safe.append("\\x").append(hexDigit(c >> 4)).append(hexDigit(c));
                } else {
                    safe.append("\\u").append(hexDigit(c >> 12)).append(hexDigit(c >> 8));
                    safe.append(hexDigit(c >> 4)).append(hexDigit(c));
                }
            }
        }
    }

    private static char hexDigit(int value) {
        return Character.forDigit(value & 0xf, 16);
    }
}
