package dev.lokistore.compactor.check;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.StoredChunk;
import dev.lokistore.index.StoredChunkCursor;
import dev.lokistore.objectstore.ObjectInfo;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** Chunks that tables name against chunks that there are, side by side, one of each in memory. */
public final class ReferenceJoin {
    /**
     * Younger objects may be named by an index that an ingester has not uploaded yet, or wait for their removal
     * ({@code retention_delete_delay}).
     */
    private static final Duration SETTLED = Duration.ofHours(24);

    /** Chunks that tables name, each once, in the order of {@link ChunkInventory#ORDER}. */
    public interface Named {
        boolean next() throws IOException;

        ChunkRef ref();
    }

    /** Told of each chunk, in that order. */
    public interface Visitor {
        /** A table names it and there is no object. */
        void missing(ChunkRef ref) throws IOException;

        /** There is an object and no table names it. */
        void orphan(StoredChunk chunk) throws IOException;

        /** Both. */
        void present(StoredChunk chunk) throws IOException;
    }

    private ReferenceJoin() {}

    public static void run(Named named, ChunkInventory objects, Visitor visitor) throws IOException {
        try (StoredChunkCursor stored = objects.chunks()) {
            boolean moreNamed = named.next();
            boolean moreStored = stored.next();
            while (moreNamed || moreStored) {
                int order = !moreNamed
                        ? 1
                        : !moreStored
                                ? -1
                                : ChunkInventory.ORDER.compare(
                                        named.ref(), stored.chunk().ref());
                if (order < 0) {
                    visitor.missing(named.ref());
                } else if (order > 0) {
                    visitor.orphan(stored.chunk());
                } else {
                    visitor.present(stored.chunk());
                }
                moreNamed = order <= 0 ? named.next() : moreNamed;
                moreStored = order >= 0 ? stored.next() : moreStored;
            }
        }
    }

    /** The chunks of an inventory, whatever its objects are. */
    public static Named named(StoredChunkCursor chunks) {
        return new Named() {
            @Override
            public boolean next() throws IOException {
                return chunks.next();
            }

            @Override
            public ChunkRef ref() {
                return Objects.requireNonNull(chunks.chunk()).ref();
            }
        };
    }

    /** Whether the object is so old that every index that may name it must be there. */
    public static boolean isSettled(ObjectInfo object, Instant now) {
        return object.lastModified().isBefore(now.minus(SETTLED));
    }
}
