package dev.lokistore.shell.command;

import java.util.ArrayList;
import java.util.List;

/** Paths in the tree of a store as text: names between slashes, {@code .}, {@code ..}, and selectors in place of streams. */
final class PlaceNames {
    private PlaceNames() {}

    /**
     * The names from the top down.
     *
     * @param place where a relative path begins
     * @param path relative, or from the top with a leading slash
     */
    static List<String> resolve(List<String> place, String path) {
        List<String> names = new ArrayList<>(path.startsWith("/") ? List.of() : place);
        for (String name : split(path)) {
            switch (name) {
                case "", "." -> {
                    // the same place
                }
                case ".." -> {
                    if (!names.isEmpty()) {
                        names.remove(names.size() - 1);
                    }
                }
                default -> names.add(name);
            }
        }
        return names;
    }

    /** At slashes that are not inside a selector. */
    private static List<String> split(String path) {
        List<String> names = new ArrayList<>();
        int start = 0;
        int at = 0;
        while (at < path.length()) {
            char c = path.charAt(at);
            if (c == '{' && at == start) {
                at = endOfSelector(path, at);
            } else {
                if (c == '/') {
                    names.add(path.substring(start, at));
                    start = at + 1;
                }
                at++;
            }
        }
        names.add(path.substring(start));
        return names;
    }

    /** Behind the brace that closes; the end of the text if none does. */
    private static int endOfSelector(String path, int open) {
        char quote = 0;
        for (int at = open + 1; at < path.length(); at++) {
            char c = path.charAt(at);
            if (quote == 0 && c == '}') {
                return at + 1;
            }
            if (quote == 0 && (c == '"' || c == '`')) {
                quote = c;
            } else if (quote == '"' && c == '\\') {
                at++;
            } else if (c == quote) {
                quote = 0;
            }
        }
        return path.length();
    }
}
