package dev.lokistore.index.table;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.index.IndexedChunk;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Chunks of one stream from several files, each once. */
final class ChunkUnion {
    private static final Comparator<IndexedChunk> ORDER = Comparator.comparing(
            IndexedChunk::ref,
            Comparator.comparingLong(ChunkRef::fromMillis)
                    .thenComparingLong(ChunkRef::throughMillis)
                    .thenComparing(ChunkRef::checksum, Integer::compareUnsigned));

    private ChunkUnion() {}

    /** By from, through, checksum; of those that agree, the first one with a volume, else the first. */
    static List<IndexedChunk> of(List<IndexedChunk> chunks) {
        List<IndexedChunk> sorted = new ArrayList<>(chunks);
        sorted.sort(ORDER);
        List<IndexedChunk> union = new ArrayList<>(sorted.size());
        for (IndexedChunk chunk : sorted) {
            int last = union.size() - 1;
            if (last < 0 || ORDER.compare(union.get(last), chunk) != 0) {
                union.add(chunk);
            } else if (union.get(last).volume() == null) {
                union.set(last, chunk);
            }
        }
        return union;
    }
}
