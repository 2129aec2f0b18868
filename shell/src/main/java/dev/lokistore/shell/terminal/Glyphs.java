package dev.lokistore.shell.terminal;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** What drawings are made of. */
public enum Glyphs {
    ASCII("#"),
    /** Blocks, an eighth to the whole of a column wide. */
    BLOCKS("\u258f\u258e\u258d\u258c\u258b\u258a\u2589\u2588");

    private final String steps;

    Glyphs(String steps) {
        this.steps = steps;
    }

    /**
     * By the locale, as the C library finds it: the first of three variables that is set.
     *
     * @param environment a variable's value; empty if it is not set or set to nothing
     */
    public static Glyphs of(Function<String, Optional<String>> environment) {
        for (String variable : List.of("LC_ALL", "LC_CTYPE", "LANG")) {
            String locale = environment.apply(variable).orElse("").toLowerCase(Locale.ROOT);
            if (!locale.isEmpty()) {
                return locale.contains("utf-8") || locale.contains("utf8") ? BLOCKS : ASCII;
            }
        }
        return ASCII;
    }

    /**
     * A piece of the lines that hold a tree together, four columns wide.
     *
     * @param own whether it leads to the node on this line, and is not passing by
     * @param last whether nothing follows on this level
     */
    public String branch(boolean own, boolean last) {
        if (this == ASCII) {
            return own ? last ? "`-- " : "|-- " : last ? "    " : "|   ";
        }
        return own ? last ? "\u2514\u2500\u2500 " : "\u251c\u2500\u2500 " : last ? "    " : "\u2502   ";
    }

    /**
     * A horizontal bar.
     *
     * @param share of the width, 0 to 1; what is not zero shows
     * @param width in columns
     */
    public String bar(double share, int width) {
        int parts = steps.length();
        long length = Math.round(Math.min(1, Math.max(0, share)) * width * parts);
        if (share > 0 && width > 0) {
            length = Math.max(1, length);
        }
        String whole = steps.substring(parts - 1).repeat((int) (length / parts));
        int rest = (int) (length % parts);
        return rest == 0 ? whole : whole + steps.charAt(rest - 1);
    }
}
