package dev.lokistore.shell;

import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.inventory.InventorySaver;
import dev.lokistore.index.testing.SyntheticStore;
import dev.lokistore.index.testing.SyntheticStreams;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeStoreTest {
    @TempDir
    private Path temp;

    @Test
    void x() throws Exception {
        long t = System.nanoTime();
        SyntheticStreams streams = new SyntheticStreams(20_000, 50, 20_750, 30);
        SyntheticStore store = SyntheticStore.of(streams, 5, temp);
        System.err.println("generated " + (System.nanoTime() - t) / 1e9);
        t = System.nanoTime();
        Path file = Path.of("/tmp/large.inventory");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            InventorySaver.save(
                    LokiStore.open(store, OpenOptions.defaults(temp)),
                    new InventorySaver.Origin("s3://synthetic", Instant.parse("2026-11-24T00:00:00Z"), "test"),
                    out,
                    (s, e) -> {
                        throw new AssertionError(s, e);
                    },
                    x -> {});
        }
        System.err.println("saved " + (System.nanoTime() - t) / 1e9 + " s, " + Files.size(file) + " bytes");
    }
}
