package dev.lokistore.shell;

import dev.lokistore.index.Problems;
import dev.lokistore.shell.terminal.SafeText;
import dev.lokistore.shell.terminal.Style;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects what could not be read, to be listed at the end of a command. Keeps the first {@value #KEPT} and counts the
 * rest. Safe for use by several threads.
 */
public final class ProblemLog implements Problems {
    private static final int KEPT = 200;

    private record Problem(String subject, IOException cause) {
        String text() {
            return describe(subject, cause);
        }
    }

    /** A problem in one line, its subject named once; may hold anything that a store does. */
    public static String describe(String subject, IOException cause) {
        String message = String.valueOf(cause.getMessage());
        return message.startsWith(subject) ? message : subject + ": " + message;
    }

    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private long more;

    @Override
    public synchronized void report(String subject, IOException cause) {
        Problem problem = new Problem(subject, cause);
        if (problems.size() == KEPT) {
            more++;
        } else if (seen.add(problem.text())) {
            problems.add(problem);
        }
    }

    public synchronized boolean isEmpty() {
        return problems.isEmpty();
    }

    /** Writes one line for each, in order of subject, so that two runs give the same text. */
    public synchronized void print(PrintWriter err, Style style, boolean stackTraces) {
        if (problems.isEmpty()) {
            return;
        }
        long count = problems.size() + more;
        err.println(style.alarm(count + (count == 1 ? " problem" : " problems") + ", the rest is complete:"));
        problems.stream().sorted((a, b) -> a.text().compareTo(b.text())).forEach(problem -> {
            err.println("  " + SafeText.escape(problem.text()));
            if (stackTraces) {
                problem.cause().printStackTrace(err);
            }
        });
        if (more > 0) {
            err.println("  … and " + more + " more");
        }
        err.flush();
    }
}
