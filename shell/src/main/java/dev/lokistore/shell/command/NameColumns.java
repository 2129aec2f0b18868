package dev.lokistore.shell.command;

import dev.lokistore.shell.render.DisplayWidth;
import java.util.List;

/**
 * Names side by side, sorted downwards, as {@code ls} does.
 *
 * @param columns of the terminal; 0 for one name a line
 */
record NameColumns(int columns) {
    private static final int GAP = 2;

    /** @param names safe on a terminal */
    String of(List<String> names) {
        int widest = names.stream().mapToInt(DisplayWidth::of).max().orElse(0);
        int across = Math.max(1, (columns + GAP) / (widest + GAP));
        int lines = (names.size() + across - 1) / across;
        StringBuilder text = new StringBuilder();
        for (int line = 0; line < lines; line++) {
            for (int at = line; at < names.size(); at += lines) {
                String name = names.get(at);
                boolean last = at + lines >= names.size();
                text.append(name).append(last ? "\n" : " ".repeat(widest + GAP - DisplayWidth.of(name)));
            }
        }
        return text.toString();
    }
}
