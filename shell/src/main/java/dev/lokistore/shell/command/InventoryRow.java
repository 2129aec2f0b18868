package dev.lokistore.shell.command;

import dev.lokistore.index.inventory.InventoryAbout;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.RecordView;
import java.util.List;

/**
 * What is shown of an inventory.
 *
 * @param fileBytes of the file itself
 * @param id tells it from every other
 */
record InventoryRow(String file, long fileBytes, String id, InventoryAbout about) {
    private static final RecordView<InventoryAbout.Fault> FAULT = RecordView.<InventoryAbout.Fault>builder()
            .text("subject", InventoryAbout.Fault::subject)
            .text("message", InventoryAbout.Fault::message)
            .build();

    static final RecordView<InventoryRow> VIEW = RecordView.<InventoryRow>builder()
            .text("file", InventoryRow::file)
            .bytes("sizeBytes", InventoryRow::fileBytes)
            .field("id", FieldKind.TEXT, Shown.DATA, InventoryRow::id)
            .text("store", row -> row.about.store())
            .text("root", row -> row.about.root())
            .millis("savedAt", row -> row.about.savedAt().toEpochMilli())
            .text("savedBy", row -> row.about.tool())
            .count("objects", row -> row.about.objects())
            .bytes("listedBytes", row -> row.about.storedBytes())
            .count("chunks", row -> row.about.chunks())
            .bytes("chunkStoredBytes", row -> row.about.chunkBytes())
            .count("indexFiles", row -> row.about.indexFiles())
            .bytes("indexBytes", row -> row.about.indexBytes())
            .count("heldObjects", row -> row.about.heldObjects())
            .bytes("heldBytes", row -> row.about.heldBytes())
            .count("problems", row -> row.about.problems())
            .field("faults", FieldKind.LIST, Shown.TABULAR, InventoryRow::faultLines)
            .field(
                    "faults",
                    FieldKind.RECORDS,
                    Shown.STRUCTURED,
                    row -> row.about.faults().stream().map(FAULT::asMap).toList())
            .build();

    private List<String> faultLines() {
        return about.faults().stream()
                .map(fault -> fault.message().startsWith(fault.subject())
                        ? fault.message()
                        : fault.subject() + ": " + fault.message())
                .toList();
    }
}
