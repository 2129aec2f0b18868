package dev.lokistore.index.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code du}.
 *
 * @param group value of each key, in the order asked for; a stream without the label has "". In a tree the keys that a
 *     row sums up over are not there
 * @param streams distinct label sets
 * @param chunks each once; when grouped by table or day, once in each
 * @param missingChunks of these, those without an object that the store would tell of
 * @param storedBytes of the chunk objects that exist
 * @param rawBytes uncompressed; null if one chunk's number is not known
 * @param entries lines; null if one chunk's number is not known
 * @param tinyChunks with an object that is smaller than asked for
 * @param overlapBytes stored bytes of the chunks whose time overlaps that of another chunk of the same stream
 * @param estimated whether {@code rawBytes} comes from an index, which rounds to 1024 for each chunk
 * @param share of the sum of {@code storedBytes} over all groups of the same keys, 0 to 1
 */
public record UsageRow(
        Map<String, String> group,
        long streams,
        long chunks,
        long missingChunks,
        long storedBytes,
        @Nullable Long rawBytes,
        @Nullable Long entries,
        long tinyChunks,
        long overlapBytes,
        boolean estimated,
        double share) {
    public UsageRow {
        group = Collections.unmodifiableMap(new LinkedHashMap<>(group));
    }

    /** Stored bytes of a chunk that has an object; null if none has. */
    public @Nullable Long averageChunkBytes() {
        long sized = chunks - missingChunks;
        return sized == 0 ? null : (Long) (storedBytes / sized);
    }

    /** Share of tiny ones among the chunks that have an object, 0 to 1; null if none has. */
    public @Nullable Double tiny() {
        long sized = chunks - missingChunks;
        return sized == 0 ? null : (Double) ((double) tinyChunks / sized);
    }

    /** {@code overlapBytes} as share of {@code storedBytes}, 0 to 1; null without bytes. */
    public @Nullable Double overlap() {
        return storedBytes == 0 ? null : (Double) ((double) overlapBytes / storedBytes);
    }
}
