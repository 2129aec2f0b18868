package dev.lokistore.compactor.engine;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.DecodePool;
import dev.lokistore.chunk.Defect;
import dev.lokistore.chunk.ReadOptions;
import dev.lokistore.compactor.plan.PlannedChunk;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.index.LokiStore;
import dev.lokistore.objectstore.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.io.Serial;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Reads the chunks of jobs. Safe for use by several threads; whoever made it closes it. */
final class SourceObjects implements Closeable {
    private final LokiStore store;
    private final DecodePool pool = new DecodePool();

    SourceObjects(LokiStore store) {
        this.store = store;
    }

    LokiStore store() {
        return store;
    }

    /** A chunk cannot be taken; it stays, and with it its job's others. */
    static final class UnusableException extends Exception {
        @Serial
        private static final long serialVersionUID = 1L;

        UnusableException(String why) {
            super(why);
        }
    }

    /** The object's bytes. */
    byte[] bytes(PlannedChunk chunk) throws IOException, UnusableException {
        PlannedObject object = Objects.requireNonNull(chunk.object());
        try {
            return store.objects().readAll(object.key(), store.options().maxChunkBytes());
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.NO_SUCH_OBJECT || e.kind() == StoreException.Kind.TOO_LARGE) {
                throw new UnusableException(String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    /**
     * Opens the chunk, if it is what its name says.
     *
     * @param tolerated what may be wrong with it
     * @param asTheyAre whether labels must be read exactly, since they are going to be written
     */
    ChunkReader open(PlannedChunk chunk, byte[] bytes, Set<Defect.Kind> tolerated, boolean asTheyAre)
            throws IOException, UnusableException {
        String key = Objects.requireNonNull(chunk.object()).key().value();
        AtomicReference<String> unreadableLabel = new AtomicReference<>();
        ReadOptions options = new ReadOptions(ReadOptions.DEFAULT.limits(), tolerated, defect -> {
            // strings of structured metadata are copied as bytes, labels are not
            if (defect.kind() == Defect.Kind.INVALID_UTF8) {
                unreadableLabel.compareAndSet(null, defect.message());
            }
        });
        try {
            ChunkReader reader = ChunkReader.open(ByteSource.of(key, bytes), options, pool);
            String label = unreadableLabel.get();
            if (asTheyAre && label != null) {
                throw new UnusableException(key + ": " + label);
            }
            reader.verify(chunk.chunk());
            return reader;
        } catch (CorruptDataException e) {
            throw new UnusableException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
