package dev.lokistore.index;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream of one tenant within one table, with its chunks there.
 *
 * @param labels null when the index holds chunk rows of the series and no label row (boltdb only): unknown labels
 * @param chunks unique, by from, through, checksum; bounded by what one stream writes in the table's period. The
 *     fingerprints may differ, since ingesters resolve collisions each for itself
 */
public record IndexedSeries(TenantId tenant, @Nullable Labels labels, List<IndexedChunk> chunks) {
    public IndexedSeries {
        chunks = List.copyOf(chunks);
    }
}
