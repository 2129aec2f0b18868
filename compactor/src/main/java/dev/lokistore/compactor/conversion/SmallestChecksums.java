package dev.lokistore.compactor.conversion;

import dev.lokistore.chunk.ChunkRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** A few of many chunks, as good as by lot, and the same ones whatever the order. */
final class SmallestChecksums {
    private static final Comparator<ChunkRef> ORDER =
            Comparator.comparing(ChunkRef::checksum, Integer::compareUnsigned).thenComparing(Comparator.naturalOrder());

    private final int size;
    private final PriorityQueue<ChunkRef> chosen = new PriorityQueue<>(ORDER.reversed());

    SmallestChecksums(int size) {
        this.size = size;
    }

    void add(ChunkRef chunk) {
        chosen.add(chunk);
        if (chosen.size() > size) {
            chosen.remove();
        }
    }

    List<ChunkRef> chunks() {
        List<ChunkRef> chunks = new ArrayList<>(chosen);
        chunks.sort(ORDER);
        return chunks;
    }
}
