package dev.lokistore.shell.command;

import dev.lokistore.index.Problems;
import dev.lokistore.shell.ProblemLog;
import dev.lokistore.shell.terminal.SafeText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What could not be read for one section of a page, told to the run as well. Safe for use by several threads. */
final class SectionProblems implements Problems {
    private static final int KEPT = 20;

    private final Problems run;
    private final Set<String> texts = new TreeSet<>();
    private boolean more;

    SectionProblems(Problems run) {
        this.run = run;
    }

    @Override
    public synchronized void report(String subject, IOException cause) {
        run.report(subject, cause);
        String text = SafeText.escape(ProblemLog.describe(subject, cause));
        if (texts.size() < KEPT) {
            texts.add(text);
        } else {
            more |= !texts.contains(text);
        }
    }

    /** Each once, in order. */
    synchronized List<String> texts() {
        List<String> all = new ArrayList<>(texts);
        if (more) {
            all.add("… and more, which the command names on stderr");
        }
        return all;
    }
}
