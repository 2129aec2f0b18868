package dev.lokistore.shell.command;

import dev.lokistore.shell.UsageException;
import picocli.CommandLine.Command;

/** {@code inventory} and what is below it. */
@Command(
        name = "inventory",
        subcommands = {InventorySaveCommand.class, InventoryShowCommand.class},
        description = {
            "Takes what reports need of a store - the listing of all objects, the index files, delete requests, rules, but"
                    + " no chunk - into one file, which -s opens like a store: to look at it offline, later, or elsewhere."
        },
        footer = {
            "  lokistore -s s3://loki-chunks inventory save loki.inventory",
            "  lokistore inventory show loki.inventory",
            "  lokistore -s loki.inventory du --by tenant,namespace"
        })
final class InventoryCommand extends StoreCommand {
    @Override
    void execute(Run run) {
        throw new UsageException("write 'inventory save FILE' or 'inventory show FILE'");
    }
}
