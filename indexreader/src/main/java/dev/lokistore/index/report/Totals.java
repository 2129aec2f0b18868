package dev.lokistore.index.report;

import dev.lokistore.chunk.ChunkRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Adds up chunks. A sum with an unknown part is unknown. */
final class Totals {
    private long chunks;
    private long storedBytes;
    private @Nullable Long entries = 0L;
    private @Nullable Long rawBytes = 0L;
    private boolean estimated;
    private long fromMillis = Long.MAX_VALUE;
    private long throughMillis = Long.MIN_VALUE;

    void add(Sight sight) {
        add(sight.chunk().ref(), sight.storedBytes());
        entries = sum(entries, sight.figures().entries());
        rawBytes = sum(rawBytes, sight.figures().rawBytes());
        estimated |= sight.figures().estimated();
    }

    void add(ChunkRef ref, long bytes) {
        chunks++;
        storedBytes += bytes;
        fromMillis = Math.min(fromMillis, ref.fromMillis());
        throughMillis = Math.max(throughMillis, ref.throughMillis());
    }

    private static @Nullable Long sum(@Nullable Long a, @Nullable Long b) {
        return a == null || b == null ? null : (Long) (a + b);
    }

    long chunks() {
        return chunks;
    }

    long storedBytes() {
        return storedBytes;
    }

    @Nullable
    Long entries() {
        return entries;
    }

    @Nullable
    Long rawBytes() {
        return rawBytes;
    }

    boolean estimated() {
        return estimated && rawBytes != null;
    }

    /** Of the oldest chunk; null if there is none. */
    @Nullable
    Instant from() {
        return chunks == 0 ? null : Instant.ofEpochMilli(fromMillis);
    }

    /** Of the youngest chunk; null if there is none. */
    @Nullable
    Instant through() {
        return chunks == 0 ? null : Instant.ofEpochMilli(throughMillis);
    }
}
