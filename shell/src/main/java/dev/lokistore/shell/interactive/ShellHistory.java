package dev.lokistore.shell.interactive;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.impl.history.DefaultHistory;

/** The lines that were typed for one store. Lines that hold secrets are not remembered, neither on disk nor in memory. */
final class ShellHistory extends DefaultHistory {
    private final Runnable onSecret;

    /** @param onSecret told when a line is left out for that reason */
    ShellHistory(Runnable onSecret) {
        this.onSecret = onSecret;
    }

    @Override
    public void add(Instant time, String line) {
        if (Secrets.in(line)) {
            onSecret.run();
        } else if (!line.isBlank() && !line.stripLeading().startsWith("!")) {
            // '!!' and its relatives are added as what they stand for
            super.add(time, line.stripTrailing());
        }
    }

    /** The oldest first. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        forEach(entry -> lines.add(entry.line()));
        return lines;
    }
}
