package dev.lokistore.index.report;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code chunks}.
 *
 * @param key Loki's logical key
 * @param objectKey the physical key, relative to the store's root; where the object is missing, the one it should have
 * @param labels null if the index has lost them
 * @param storedBytes of the object; 0 if it is missing
 * @param entries lines; null if not known
 * @param rawBytes uncompressed; null if not known
 * @param estimated whether {@code rawBytes} comes from an index, which rounds to 1024
 * @param tables names of the tables that name the chunk, by day
 */
public record ChunkRow(
        ChunkRef ref,
        String key,
        String objectKey,
        @Nullable Labels labels,
        long storedBytes,
        @Nullable Long entries,
        @Nullable Long rawBytes,
        boolean estimated,
        List<String> tables,
        State state) {
    /** Whether the chunk's object is there. */
    public enum State {
        OK,
        MISSING,
        /** The store would not say. */
        UNKNOWN;

        /** As reports print it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ChunkRow {
        tables = List.copyOf(tables);
    }
}
