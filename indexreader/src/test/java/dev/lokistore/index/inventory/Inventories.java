package dev.lokistore.index.inventory;

import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.Problems;
import dev.lokistore.objectstore.ObjectReader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Inventories made for tests. */
public final class Inventories {
    public static final Instant SAVED = Instant.parse("2026-11-24T01:02:03Z");
    static final InventorySaver.Origin ORIGIN = new InventorySaver.Origin("s3://a-bucket", SAVED, "lokistore test");

    private Inventories() {}

    /** Saves an inventory of the Loki store in a reader into a file in a folder. */
    public static InventoryAbout save(ObjectReader reader, Path file, Path temporary, Problems problems)
            throws IOException {
        OpenOptions options = OpenOptions.defaults(temporary).withConcurrency(4);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            return InventorySaver.save(LokiStore.open(reader, options), ORIGIN, out, problems, text -> {});
        }
    }

    static InventoryAbout about(long objects) {
        return new InventoryAbout(
                "s3://a-bucket", "", SAVED, "lokistore test", objects, 0, 0, 0, 0, 0, 0, 0, 0, java.util.List.of());
    }
}
