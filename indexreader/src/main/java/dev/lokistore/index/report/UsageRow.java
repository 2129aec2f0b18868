package dev.lokistore.index.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code du}.
 *
 * @param group value of each key, in the order asked for; a stream without the label has ""
 * @param streams distinct label sets
 * @param chunks each once; when grouped by table or day, once in each
 * @param storedBytes of the chunk objects that exist
 * @param rawBytes uncompressed; null if one chunk's number is not known
 * @param entries lines; null if one chunk's number is not known
 * @param estimated whether {@code rawBytes} comes from an index, which rounds to 1024 for each chunk
 * @param share of the sum of all rows' {@code storedBytes}, 0 to 1
 */
public record UsageRow(
        Map<String, String> group,
        long streams,
        long chunks,
        long storedBytes,
        @Nullable Long rawBytes,
        @Nullable Long entries,
        boolean estimated,
        double share) {
    public UsageRow {
        group = Collections.unmodifiableMap(new LinkedHashMap<>(group));
    }
}
