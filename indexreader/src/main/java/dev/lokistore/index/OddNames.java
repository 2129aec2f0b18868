package dev.lokistore.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Hands on what a listing reports, which are keys that only look like chunks', and remembers the keys. */
final class OddNames implements Problems {
    private static final int MOST = 10_000;

    private final Problems problems;
    private final List<String> keys = new ArrayList<>();

    OddNames(Problems problems) {
        this.problems = problems;
    }

    @Override
    public void report(String subject, IOException cause) {
        synchronized (keys) {
            if (!tooMany()) {
                keys.add(subject);
            }
        }
        problems.report(subject, cause);
    }

    /** So many that they are not worth remembering. */
    boolean tooMany() {
        return keys.size() > MOST;
    }

    List<String> keys() {
        return keys;
    }
}
