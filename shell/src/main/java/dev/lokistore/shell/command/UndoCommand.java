package dev.lokistore.shell.command;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code undo}. */
@Command(
        name = "undo",
        description = {
            "Takes a plan back, wherever it is: what was removed comes from the trash, what was written goes.",
            "Possible until 'gc' empties the trash. Deletes, 'tenant drop' and 'prune' have no trash: they can be taken back"
                    + " until the first object is deleted."
        },
        footer = {"  lokistore -s /var/loki/chunks plans", "  lokistore -s /var/loki/chunks undo 0123456789abcdef"})
final class UndoCommand extends StoreCommand {
    @Parameters(paramLabel = "PLAN", description = "The plan's id")
    private String plan = "";

    @Mixin
    private ApplyOptions options = new ApplyOptions();

    @Override
    void execute(Run run) throws IOException {
        ChangeRun change = new ChangeRun(run, options);
        change.undo(change.registry().open(ApplyCommand.id(plan)));
    }
}
