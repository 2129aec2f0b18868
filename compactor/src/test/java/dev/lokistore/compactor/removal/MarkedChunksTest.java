package dev.lokistore.compactor.removal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.bolt.BoltWriter;
import dev.lokistore.index.config.ConfigFile;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Marker files, made by hand as Loki's compactor makes them. */
class MarkedChunksTest {
    private static final ChunkRef NEW = new ChunkRef(TenantId.of("a"), 0xabcL, 1_000, 2_000, 17);
    private static final ChunkRef OLD = new ChunkRef(TenantId.of("b"), 0xdefL, 3_000, 4_000, -5);

    @TempDir
    private Path folder;

    private byte[] markers(List<String> keys) throws IOException {
        Path file = folder.resolve("markers");
        Files.deleteIfExists(file);
        try (BoltWriter writer = new BoltWriter(file, "chunks")) {
            long number = 1;
            for (String key : keys) {
                byte[] sequence = ByteBuffer.allocate(8).putLong(number++).array();
                writer.add(sequence, key.getBytes(StandardCharsets.UTF_8));
            }
            writer.finish();
        }
        return Files.readAllBytes(file);
    }

    @Test
    void readsKeysOfBothForms() throws Exception {
        MemoryObjectStore store = new MemoryObjectStore();
        store.put(
                ObjectKey.of("marks/1700000000000000000"),
                markers(List.of(ChunkKeyScheme.NESTED.format(NEW), ChunkKeyScheme.FLAT.format(OLD))));
        store.put(ObjectKey.of("marks/1700000000000000001"), markers(List.of(ChunkKeyScheme.NESTED.format(NEW))));
        store.put(ObjectKey.of("marks/README"), new byte[] {1, 2});

        assertThat(MarkedChunks.read(store, "marks/")).containsExactlyInAnyOrder(NEW, OLD);
        assertThat(MarkedChunks.read(store, "other/")).isEmpty();
    }

    @Test
    void aFileThatCannotBeReadIsNotPassedOver() throws Exception {
        MemoryObjectStore store = new MemoryObjectStore();
        byte[] whole = markers(List.of(ChunkKeyScheme.NESTED.format(NEW)));
        store.put(ObjectKey.of("17"), new byte[whole.length]);
        assertThatThrownBy(() -> MarkedChunks.read(store, "")).isInstanceOf(CorruptDataException.class);

        store.put(ObjectKey.of("17"), markers(List.of("no key at all")));
        assertThatThrownBy(() -> MarkedChunks.read(store, ""))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("no key at all");
    }

    @Test
    void theConfigurationSaysWhereTheyAre() throws Exception {
        String yaml = "compactor: {deletion_marker_object_store_prefix: marks/}\n";
        assertThat(MarkedChunks.prefix(ConfigFile.of("loki.yaml", yaml, name -> Optional.empty())))
                .contains("marks/");
        assertThat(MarkedChunks.prefix(ConfigFile.of("loki.yaml", "compactor: {}\n", name -> Optional.empty())))
                .isEmpty();
    }
}
