package dev.lokistore.shell.command;

import dev.lokistore.shell.UsageException;
import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code tenant}: changes that concern one tenant as a whole. */
@Command(
        name = "tenant",
        subcommands = {TenantDropCommand.class, TenantRenameCommand.class},
        description =
                "Changes a tenant as a whole: 'tenant drop' removes it, 'tenant rename' gives it another name. 'tenants' lists them.",
        footer = {
            "  lokistore -s s3://loki-chunks tenant drop old-team",
            "  lokistore -s s3://loki-chunks tenant rename team-a team-alpha"
        })
final class TenantCommand extends StoreCommand {
    @Override
    void execute(Run run) throws IOException {
        throw new UsageException("tenant what? 'lokistore tenant --help' lists what can be done; 'tenants' lists them");
    }
}
