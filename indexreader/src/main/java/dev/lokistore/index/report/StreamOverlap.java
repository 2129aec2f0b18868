package dev.lokistore.index.report;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.index.IndexedChunk;
import java.util.BitSet;
import java.util.List;

/** Which chunks of one stream share time with another one of it. */
final class StreamOverlap {
    /**
     * Chunks that one ingester cuts one after the other may share this, since {@code from} is rounded down and
     * {@code through} up to ms ({@code formats/chunks-and-layout.md#16-from--through}).
     */
    private static final long ROUNDING_MILLIS = 1;

    private StreamOverlap() {}

    /**
     * @param chunks by from, of one stream
     * @return a bit for each that shares more than rounding explains with another one
     */
    static BitSet of(List<IndexedChunk> chunks) {
        BitSet overlapping = new BitSet(chunks.size());
        int latest = 0;
        for (int i = 1; i < chunks.size(); i++) {
            ChunkRef chunk = chunks.get(i).ref();
            long through = chunks.get(latest).ref().throughMillis();
            // one that ends earlier and reaches here shares that time with the latest, and is marked already
            if (Math.min(through, chunk.throughMillis()) - chunk.fromMillis() > ROUNDING_MILLIS) {
                overlapping.set(latest);
                overlapping.set(i);
            }
            if (chunk.throughMillis() > through) {
                latest = i;
            }
        }
        return overlapping;
    }
}
