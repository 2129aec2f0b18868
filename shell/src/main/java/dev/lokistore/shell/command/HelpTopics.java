package dev.lokistore.shell.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What {@code help} tells besides the commands. */
public final class HelpTopics {
    /** The page of the program itself. */
    static final String ALL = "commands";

    private HelpTopics() {}

    /** What each is about, by name. */
    private static Map<String, String> all() {
        Map<String, String> topics = new LinkedHashMap<>();
        topics.put(ALL, "every command in a sentence or two, and the options of all");
        topics.put("selectors", "how streams and lines are selected");
        topics.put("times", "how points in time are given");
        topics.put("context", "what commands inherit in the shell: open, use, select, time, unset");
        topics.put("tree", "the store as folders: cd, ls, tree, stat");
        topics.put("pipes", "filters, files, pages: | grep, head, tail, wc, sort, less, > FILE");
        topics.put("keys", "editing, completion, history in the shell");
        topics.put("scripts", "many commands from a file or a pipe");
        topics.put("exit", "exit codes");
        return topics;
    }

    public static Set<String> names() {
        return all().keySet();
    }

    /** In one line. */
    static String about(String topic) {
        return all().getOrDefault(topic, "");
    }

    /** All of it; empty if there is no such topic. */
    static Optional<String> text(String topic) throws IOException {
        if (!all().containsKey(topic) || topic.equals(ALL)) {
            return Optional.empty();
        }
        try (InputStream in = HelpTopics.class.getResourceAsStream("help/" + topic + ".txt")) {
            if (in == null) {
                throw new IllegalStateException("the help page '" + topic + "' is missing in this program");
            }
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
