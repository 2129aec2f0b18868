package dev.lokistore.shell.interactive;

import dev.lokistore.shell.SessionContext;
import dev.lokistore.shell.render.DisplayWidth;
import dev.lokistore.shell.terminal.SafeText;
import dev.lokistore.shell.terminal.Style;
import java.util.ArrayList;
import java.util.List;

/** The prompt: which store, which place in it, what commands inherit, and how the last one ended. */
final class ShellPrompt {
    private static final String NO_STORE = "lokistore";
    private static final int MIN_PART = 12;

    private final Style style;

    ShellPrompt(Style style) {
        this.style = style;
    }

    /**
     * For JLine, to which a per cent sign means something.
     *
     * @param code of the last command
     * @param columns of the terminal; 0 if unknown
     */
    String of(SessionContext context, int code, int columns) {
        return text(context, code, columns).replace("%", "%%");
    }

    String text(SessionContext context, int code, int columns) {
        String store = context.store() == null ? NO_STORE : SafeText.escape(context.store());
        String place = context.place().isEmpty() ? "" : ":/" + SafeText.escape(String.join("/", context.place()));
        String failed = code == 0 ? "" : "[" + code + "] ";
        List<String> inherited = inherited(context);
        int width = columns == 0 ? Integer.MAX_VALUE : columns;
        int own = failed.length() + DisplayWidth.of(store + place) + 2;
        int all = own
                + inherited.stream().mapToInt(part -> DisplayWidth.of(part) + 1).sum();
        String end = style.bold(store) + style.name(cut(place, width - own + DisplayWidth.of(place) - MIN_PART)) + "> ";
        String start = failed.isEmpty() ? "" : style.alarm(failed.strip()) + " ";
        if (inherited.isEmpty()) {
            return start + end;
        }
        if (all <= width / 2) {
            return start + style.bold(store) + style.name(place) + " " + style.notice(String.join(" ", inherited))
                    + "> ";
        }
        // on a line of its own, so that there is room to type
        String line = "(" + String.join(" ", inherited) + ")";
        return style.notice(width == Integer.MAX_VALUE ? line : DisplayWidth.cut(line, Math.max(1, width - 1))) + "\n"
                + start + end;
    }

    private static String cut(String text, int width) {
        return DisplayWidth.of(text) <= width ? text : DisplayWidth.cutMiddle(text, Math.max(MIN_PART, width));
    }

    private static List<String> inherited(SessionContext context) {
        List<String> parts = new ArrayList<>();
        if (!context.tenants().isEmpty()) {
            parts.add(SafeText.escape(String.join(",", context.tenants())));
        }
        if (context.from() != null || context.to() != null) {
            parts.add(
                    (context.from() == null ? "" : context.from()) + ".." + (context.to() == null ? "" : context.to()));
        }
        if (context.selector() != null) {
            parts.add(SafeText.escape(context.selector()));
        }
        return parts;
    }
}
