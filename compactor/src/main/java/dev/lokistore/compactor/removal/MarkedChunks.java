package dev.lokistore.compactor.removal;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.bolt.BoltBucket;
import dev.lokistore.index.bolt.BoltCursor;
import dev.lokistore.index.bolt.BoltFile;
import dev.lokistore.index.config.ConfigFile;
import dev.lokistore.index.config.LokiConfigException;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the marker files of Loki's compactor: bbolt files, named by their time, with the keys of chunks that its sweeper is
 * going to delete ({@code formats/compaction-retention-deletes.md#27-markers-and-the-sweeper}).
 */
public final class MarkedChunks {
    private static final String BUCKET = "chunks";
    private static final int MAX_BYTES = 256 << 20;

    private MarkedChunks() {}

    /**
     * Where a Loki is configured to keep its markers in the store; empty if it keeps them on its disk.
     *
     * @throws LokiConfigException if the setting is no text
     */
    public static Optional<String> prefix(ConfigFile config) throws LokiConfigException {
        return config.config()
                .find("compactor", "deletion_marker_object_store_prefix")
                .text()
                .filter(prefix -> !prefix.isBlank());
    }

    /**
     * The chunks that marker files name, some 100 bytes each.
     *
     * @param markers a store of marker files, or a local folder as one
     * @param prefix of their keys; other files there, whose names are no numbers, are left alone
     * @throws CorruptDataException if a file cannot be read: then it is not known what it names
     */
    public static Set<ChunkRef> read(ObjectReader markers, String prefix) throws IOException {
        Set<ChunkRef> marked = new HashSet<>();
        try (Listing<ObjectInfo> listing = markers.list(prefix)) {
            while (listing.next()) {
                String key = listing.entry().key().value();
                if (key.substring(key.lastIndexOf('/') + 1).matches("\\d{1,19}")) {
                    byte[] bytes = markers.readAll(listing.entry().key(), MAX_BYTES);
                    read(ByteSource.of(key, bytes), marked);
                }
            }
        }
        return marked;
    }

    private static void read(ByteSource file, Set<ChunkRef> into) throws IOException {
        BoltBucket bucket = BoltFile.open(file).bucket(BUCKET).orElse(null);
        if (bucket == null) {
            return;
        }
        BoltCursor cursor = bucket.cursor();
        while (cursor.next()) {
            String key = new String(cursor.value(), StandardCharsets.UTF_8);
            Optional<ChunkRef> chunk = ChunkKeyScheme.tryParse(key);
            if (chunk.isEmpty()) {
                throw new CorruptDataException(file.name(), cursor.position(), "a marker", "a chunk's key", key);
            }
            into.add(chunk.get());
        }
    }
}
