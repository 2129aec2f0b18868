package dev.lokistore.shell.line;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command, the filters that its output goes through, and where it goes.
 *
 * @param stages the words of the command, then of each filter; none is empty
 * @param redirect null for the screen
 */
public record Pipeline(List<List<Word>> stages, @Nullable Redirect redirect) {
    public Pipeline {
        stages = stages.stream().map(List::copyOf).toList();
    }

    public List<Word> command() {
        return stages.get(0);
    }

    public List<List<Word>> filters() {
        return stages.subList(1, stages.size());
    }
}
