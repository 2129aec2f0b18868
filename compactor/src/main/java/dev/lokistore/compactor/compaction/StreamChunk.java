package dev.lokistore.compactor.compaction;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.compactor.plan.PlannedChunk;
import dev.lokistore.compactor.plan.PlannedObject;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A chunk of a stream whose chunks may be merged.
 *
 * @param object null if it is not there
 * @param rawBytes uncompressed, perhaps estimated
 * @param barred why it must stay as it is; null if it may be merged
 * @param otherCodec whether it is to be written anew for its codec, by itself if need be
 */
record StreamChunk(
        ChunkRef ref,
        @Nullable PlannedObject object,
        long rawBytes,
        @Nullable Bar barred,
        boolean otherCodec) {
    /** What keeps a chunk out. */
    enum Bar {
        /** It reaches into another table. */
        CROSSES,
        MISSING,
        /** An earlier run found that it is not what a merge can take. */
        UNFIT,
        /** It overlaps one that stays. */
        OVERLAPS_OTHER,
        /** It is about to expire. */
        EXPIRES
    }

    static final Comparator<StreamChunk> ORDER = Comparator.comparingLong(StreamChunk::fromMillis)
            .thenComparingLong(StreamChunk::throughMillis)
            .thenComparing(StreamChunk::ref);

    long fromMillis() {
        return ref.fromMillis();
    }

    long throughMillis() {
        return ref.throughMillis();
    }

    long storedBytes() {
        return object == null ? 0 : object.sizeBytes();
    }

    StreamChunk barredBy(Bar bar) {
        return new StreamChunk(ref, object, rawBytes, bar, otherCodec);
    }

    boolean overlaps(StreamChunk other) {
        return fromMillis() <= other.throughMillis() && throughMillis() >= other.fromMillis();
    }

    PlannedChunk planned() {
        return new PlannedChunk(ref, Objects.requireNonNull(object));
    }
}
