package dev.lokistore.shell.command;

import dev.lokistore.shell.NotFoundException;
import dev.lokistore.shell.SessionMemory;
import dev.lokistore.shell.UsageException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code close}. */
@Command(
        name = "close",
        description = "Closes a store. If it was in use, none is then.",
        footer = {"  close", "  close prod"})
final class CloseCommand extends StoreCommand {
    @Parameters(arity = "0..1", paramLabel = "STORE", description = "Name in the shell. Default: the one in use")
    private @Nullable String store;

    @Override
    void execute(Run run) throws IOException {
        SessionMemory memory = run.session().memory();
        String used = memory.context().store();
        String name = store != null ? store : used;
        if (name == null) {
            throw new UsageException("no store is in use");
        }
        if (memory.stores().origin(name).isEmpty()) {
            throw new NotFoundException("no store '" + name + "' is open" + UseCommand.open(memory));
        }
        memory.stores().remove(name);
        if (name.equals(used)) {
            memory.change(context -> context.withStore(null));
        }
        run.note(name + " is closed" + UseCommand.open(memory));
    }
}
