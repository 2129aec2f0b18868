package dev.lokistore.shell.command;

import dev.lokistore.index.deletes.StoredDeletes;
import dev.lokistore.index.deletes.StoredDeletes.Stored;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Loki's delete requests that wait to be carried out, for commands that must know all of them. */
final class PendingDeletes {
    private PendingDeletes() {}

    /**
     * Those of the stores that Loki uses, in their order.
     *
     * @throws dev.lokistore.shell.RefusedException if one cannot be read
     */
    static List<Stored> read(Run run, ChangeRun change) throws IOException {
        return all(run, change).requests().stream()
                .filter(stored -> !stored.request().status().isProcessed())
                .toList();
    }

    /**
     * All stores and all their requests, those that are done too.
     *
     * @throws dev.lokistore.shell.RefusedException if one cannot be read
     */
    static StoredDeletes all(Run run, ChangeRun change) throws IOException {
        List<String> unreadable = new ArrayList<>();
        StoredDeletes found = StoredDeletes.read(
                change.store().loki(),
                null,
                change.temporary(),
                (subject, cause) -> unreadable.add(subject + ": " + cause.getMessage()));
        if (!unreadable.isEmpty()) {
            throw change.refusal("delete requests that cannot be read may be about what is to be changed:\n"
                    + String.join("\n", unreadable));
        }
        return found;
    }
}
