package dev.lokistore.shell.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What {@code help} shows in the shell: all commands on one screen. */
final class ShellHelp {
    private static final int WIDTH = 78;
    private static final String INDENT = "         ";

    private ShellHelp() {}

    /** Those that stand under a word of their own; all others are about looking. */
    private static Map<String, Set<String>> groups() {
        Map<String, Set<String>> groups = new LinkedHashMap<>();
        groups.put("stores", Set.of("open", "close", "use", "time", "select", "unset", "cd", "pwd"));
        groups.put("look", Set.of());
        groups.put("check", Set.of("doctor", "fsck", "compare"));
        groups.put(
                "change",
                Set.of(
                        "compact", "convert", "rebuild", "delete", "gc", "prune", "tenant", "plans", "apply", "undo",
                        "unlock"));
        groups.put("move", Set.of("copy", "inventory", "export", "dump", "replay"));
        groups.put("shell", Set.of("run", "history", "refresh", "cache", "serve", "help", "exit"));
        return groups;
    }

    static void print(PrintWriter out) {
        Map<String, Set<String>> groups = groups();
        Set<String> grouped = new LinkedHashSet<>();
        groups.values().forEach(grouped::addAll);
        List<String> names = Commands.namesInShell();
        out.println("Commands:");
        groups.forEach((group, members) -> line(
                out,
                group,
                names.stream()
                        .filter(name -> members.isEmpty() ? !grouped.contains(name) : members.contains(name))
                        .toList()));
        out.println();
        out.println(
                "'help COMMAND' tells what one does, 'help commands' all of them, with the options that each takes");
        out.println("(-s STORE, -t TENANT, --from, --to, -o FORMAT, ...).");
        HelpForCommand.topics(out);
    }

    private static void line(PrintWriter out, String group, List<String> names) {
        List<String> words = new ArrayList<>(names);
        StringBuilder line = new StringBuilder(String.format("  %-6s", group));
        while (!words.isEmpty()) {
            if (line.length() + 1 + words.get(0).length() > WIDTH) {
                out.println(line);
                line = new StringBuilder(INDENT.substring(1));
            }
            line.append(' ').append(words.remove(0));
        }
        out.println(line);
    }
}
