package dev.lokistore.shell.command;

import dev.lokistore.shell.UsageException;
import picocli.CommandLine.Command;

/** {@code compact}. */
@Command(
        name = "compact",
        description = {"Makes what Loki left behind fewer and fuller: 'compact index', 'compact chunks'."},
        subcommands = {CompactIndexCommand.class, CompactChunksCommand.class},
        footer = {
            "  lokistore -s /var/loki/chunks compact index --apply --yes",
            "  lokistore -s /var/loki/chunks compact chunks"
        })
final class CompactCommand extends StoreCommand {
    @Override
    void execute(Run run) {
        throw new UsageException("compact what? 'lokistore compact --help' tells");
    }
}
