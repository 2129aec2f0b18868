package dev.lokistore.shell.interactive;

import dev.lokistore.shell.UsageException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Earlier lines by {@code !!}, {@code !12}, {@code !-2} and {@code !du}, at the begin of a line only: elsewhere {@code !}
 * belongs to selectors. What follows is kept.
 */
final class Bang {
    private static final Pattern EVENT =
            Pattern.compile("\\s*!(!|-?\\d{1,9}|[^\\s!=~\\d-][^\\s|;>]*)(.*)", Pattern.DOTALL);

    private Bang() {}

    /**
     * @param earlier lines, the oldest first
     * @return the line itself if it asks for none
     * @throws UsageException if there is no such line
     */
    static String expand(String line, List<String> earlier) {
        Matcher event = EVENT.matcher(line);
        if (!event.matches()) {
            return line;
        }
        return find(event.group(1), earlier) + event.group(2);
    }

    private static String find(String event, List<String> earlier) {
        int count = earlier.size();
        if (event.equals("!")) {
            return at(count - 1, event, earlier);
        }
        if (Character.isDigit(event.charAt(0)) || event.startsWith("-")) {
            int number = Integer.parseInt(event);
            return at(number < 0 ? count + number : number - 1, event, earlier);
        }
        for (int i = count - 1; i >= 0; i--) {
            if (earlier.get(i).startsWith(event)) {
                return earlier.get(i);
            }
        }
        return at(-1, event, earlier);
    }

    private static String at(int index, String event, List<String> earlier) {
        if (index < 0 || index >= earlier.size()) {
            throw new UsageException("!" + event + ": there is no such line in the history");
        }
        return earlier.get(index);
    }
}
