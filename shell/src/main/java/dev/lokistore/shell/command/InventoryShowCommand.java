package dev.lokistore.shell.command;

import dev.lokistore.index.inventory.SavedInventory;
import dev.lokistore.shell.NotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code inventory show}. */
@Command(
        name = "show",
        description = {
            "Shows of which store and time an inventory is, how much it lists and holds, and what could not be read when it"
                    + " was saved. Opens no store."
        },
        footer = {
            "  lokistore inventory show loki.inventory",
            "  lokistore inventory show loki.inventory --verify -o json"
        })
final class InventoryShowCommand extends StoreCommand {
    @Parameters(paramLabel = "FILE", description = "An inventory")
    private Path file = Path.of("");

    @Option(names = "--verify", description = "Read the whole file and check every checksum")
    private boolean verify;

    @Override
    void execute(Run run) throws IOException {
        Path path = run.session().workingDirectory().resolve(file);
        if (!Files.isRegularFile(path)) {
            throw new NotFoundException("there is no file " + path);
        }
        try (SavedInventory inventory = SavedInventory.open(path)) {
            if (verify) {
                inventory.verify();
            }
            run.renderOne(
                    InventoryRow.VIEW,
                    new InventoryRow(file.toString(), inventory.fileBytes(), inventory.id(), inventory.about()));
            if (verify) {
                run.note("all checksums are right");
            }
        }
    }
}
