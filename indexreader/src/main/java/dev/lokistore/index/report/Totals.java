package dev.lokistore.index.report;

import dev.lokistore.chunk.ChunkRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Adds up chunks. A sum with an unknown part is unknown. */
final class Totals {
    private long chunks;
    private long storedBytes;
    private long entries;
    private boolean entriesKnown = true;
    private long rawBytes;
    private boolean rawKnown = true;
    private boolean estimated;
    private long fromMillis = Long.MAX_VALUE;
    private long throughMillis = Long.MIN_VALUE;

    void add(Sight sight) {
        add(sight.chunk().ref(), sight.storedBytes());
        Long chunkEntries = sight.figures().entries();
        entriesKnown &= chunkEntries != null;
        entries += chunkEntries == null ? 0 : chunkEntries;
        Long chunkRaw = sight.figures().rawBytes();
        rawKnown &= chunkRaw != null;
        rawBytes += chunkRaw == null ? 0 : chunkRaw;
        estimated |= sight.figures().estimated();
    }

    void add(ChunkRef ref, long bytes) {
        chunks++;
        storedBytes += bytes;
        fromMillis = Math.min(fromMillis, ref.fromMillis());
        throughMillis = Math.max(throughMillis, ref.throughMillis());
    }

    long chunks() {
        return chunks;
    }

    long storedBytes() {
        return storedBytes;
    }

    @Nullable
    Long entries() {
        return entriesKnown ? (Long) entries : null;
    }

    @Nullable
    Long rawBytes() {
        return rawKnown ? (Long) rawBytes : null;
    }

    boolean estimated() {
        return estimated && rawKnown;
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
