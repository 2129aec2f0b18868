package dev.lokistore.shell.render;

import org.jline.utils.WCWidth;

/** How many columns text takes on a terminal: two for East Asian wide characters, none for combining ones. */
public final class DisplayWidth {
    private static final char ELLIPSIS = '\u2026';

    private DisplayWidth() {}

    public static int of(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            width += of(point);
            i += Character.charCount(point);
        }
        return width;
    }

    /** The text, cut at its end with an ellipsis if it takes more than {@code width} columns. */
    public static String cut(String text, int width) {
        if (of(text) <= width) {
            return text;
        }
        int taken = 0;
        int end = 0;
        while (end < text.length()) {
            int point = text.codePointAt(end);
            if (taken + of(point) > width - 1) {
                break;
            }
            taken += of(point);
            end += Character.charCount(point);
        }
        return text.substring(0, end) + ELLIPSIS;
    }

    /** As {@link #cut}, but the ellipsis stands in the middle: names differ at their ends. */
    public static String cutMiddle(String text, int width) {
        if (of(text) <= width) {
            return text;
        }
        int tail = (width - 1) / 2;
        int start = text.length();
        int taken = 0;
        while (start > 0) {
            int point = text.codePointBefore(start);
            if (taken + of(point) > tail) {
                break;
            }
            taken += of(point);
            start -= Character.charCount(point);
        }
        return cut(text, width - taken) + text.substring(start);
    }

    private static int of(int point) {
        // most text is ASCII: spares the loading of the tables
        return point < 0x300 ? 1 : Math.max(0, WCWidth.wcwidth(point));
    }
}
