package dev.lokistore.shell.command;

import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code refresh}. */
@Command(
        name = "refresh",
        description = {
            "Forgets the cached listings of the store, so that the next command lists its chunks anew. What was read from"
                    + " index files stays: they do not change."
        },
        footer = {"  lokistore -s s3://loki-chunks refresh"})
final class RefreshCommand extends StoreCommand {
    @Override
    void execute(Run run) throws IOException {
        run.store().refresh();
        run.note("the next command lists " + run.store().uri() + " anew");
    }
}
