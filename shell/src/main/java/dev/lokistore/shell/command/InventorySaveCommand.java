package dev.lokistore.shell.command;

import dev.lokistore.index.inventory.InventoryAbout;
import dev.lokistore.index.inventory.InventorySaver;
import dev.lokistore.index.inventory.SavedInventory;
import dev.lokistore.shell.NewFile;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.Version;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code inventory save}. */
@Command(
        name = "save",
        description = {
            "Saves an inventory of the whole store. Reads index files and small objects, lists everything, reads no chunk"
                    + " but the headers of a few that tell the schema. The file is there whole or not at all.",
            "It holds labels, tenants, delete requests and rules as the store has them, and no log line and no credentials."
                    + " What could not be read is listed on stderr and in the inventory; then the exit status is 4."
        },
        footer = {
            "  lokistore -s s3://loki-chunks inventory save loki.inventory",
            "  lokistore -s testdata/fs-multi-period.tar.gz inventory save /tmp/multi.inventory --force -o json"
        })
final class InventorySaveCommand extends StoreCommand {
    @Parameters(
            paramLabel = "FILE",
            description = "The file to write. One that is there stays as it is without --force")
    private Path file = Path.of("");

    @Option(names = "--force", description = "Replace the file if it is there")
    private boolean force;

    @Override
    void execute(Run run) throws IOException {
        if (run.global().namesTenantsOrTimes()) {
            throw new UsageException("an inventory is of the whole store: leave out --tenant, --from and --to");
        }
        Path path = run.session().workingDirectory().resolve(file);
        NewFile target = NewFile.at(path, force);
        OpenedStore store = run.store();
        InventorySaver.Origin origin = new InventorySaver.Origin(store.uri(), run.now(), Version.text());
        target.write(out -> InventorySaver.save(store.loki(), origin, out, run.problems(), run::activity));
        try (SavedInventory saved = SavedInventory.open(path)) {
            InventoryAbout about = saved.about();
            run.renderOne(InventoryRow.VIEW, new InventoryRow(file.toString(), saved.fileBytes(), saved.id(), about));
        }
    }
}
