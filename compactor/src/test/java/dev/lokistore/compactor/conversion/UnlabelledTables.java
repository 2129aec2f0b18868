package dev.lokistore.compactor.conversion;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.bolt.BoltCursor;
import dev.lokistore.index.bolt.BoltFile;
import dev.lokistore.index.bolt.BoltWriter;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Takes the rows of labels out of boltdb tables. */
final class UnlabelledTables {
    private UnlabelledTables() {}

    static void strip(MemoryObjectStore store, Path temporary) throws IOException {
        for (Table table :
                LokiStore.open(store, OpenOptions.defaults(temporary)).tables()) {
            for (TableFile file : table.files()) {
                strip(store, file.object().key(), temporary);
            }
        }
    }

    private static void strip(MemoryObjectStore store, ObjectKey key, Path temporary) throws IOException {
        byte[] unpacked;
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(store.readAll(key, 1 << 30)))) {
            unpacked = in.readAllBytes();
        }
        Path file = Files.createTempFile(temporary, "unlabelled", ".db");
        try (BoltWriter writer = new BoltWriter(file, "index")) {
            BoltCursor rows = BoltFile.open(ByteSource.of(key.value(), unpacked))
                    .bucket("index")
                    .orElseThrow()
                    .cursor();
            for (boolean more = rows.first(); more; more = rows.next()) {
                byte[] row = rows.key();
                boolean label = row[row.length - 2] == '8';
                if (!label) {
                    writer.add(row, rows.value());
                }
            }
            writer.finish();
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            Files.copy(file, out);
        }
        store.put(key, packed.toByteArray());
        Files.delete(file);
    }
}
