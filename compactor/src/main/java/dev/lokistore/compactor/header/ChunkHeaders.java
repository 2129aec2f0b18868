package dev.lokistore.compactor.header;

import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.ReadOptions;
import dev.lokistore.index.BoundedTasks;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.StoredChunk;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the headers and block tables of chunks, several at a time: one request for an object of up to 16 KiB, else two of 8
 * KiB, and a third where the strings of structured metadata do not fit into the first. Safe for use by several threads.
 */
public final class ChunkHeaders {
    /** Chunks that are worth reading together: their facts are in memory at once, some 500 bytes each. */
    public static final int BATCH = 2048;

    private final LokiStore store;
    private final int concurrency;

    /** @param concurrency requests at the same time */
    public ChunkHeaders(LokiStore store, int concurrency) {
        this.store = store;
        this.concurrency = concurrency;
    }

    /**
     * A chunk that was looked at.
     *
     * @param facts null if it cannot be read
     * @param fault why it cannot be read; else null
     * @param gone whether it is not there any more
     */
    public record Header(
            StoredChunk chunk,
            @Nullable ChunkFacts facts,
            @Nullable String fault,
            boolean gone) {}

    /**
     * Reads the chunks; one that is broken or gone spoils no other.
     *
     * @return in the order of the chunks
     * @throws IOException if the store fails
     */
    public List<Header> read(List<StoredChunk> chunks) throws IOException {
        @Nullable Header[] headers = new @Nullable Header[chunks.size()];
        List<BoundedTasks.Task> tasks = new ArrayList<>();
        for (int i = 0; i < headers.length; i++) {
            int place = i;
            tasks.add(() -> {
                headers[place] = read(chunks.get(place));
                return List.of();
            });
        }
        if (!tasks.isEmpty()) {
            BoundedTasks.run(Math.min(concurrency, tasks.size()), tasks);
        }
        List<Header> all = new ArrayList<>(headers.length);
        for (Header header : headers) {
            all.add(Objects.requireNonNull(header));
        }
        return all;
    }

    private Header read(StoredChunk chunk) throws IOException {
        try {
            ChunkReader reader = ChunkReader.open(store.exact(chunk.object()), ReadOptions.DEFAULT);
            return new Header(chunk, ChunkFacts.read(chunk, reader), null, false);
        } catch (CorruptDataException e) {
            return new Header(chunk, null, String.valueOf(e.getMessage()), false);
        } catch (StoreException e) {
            // anything else may be over in a minute: a chunk is not given up for it
            if (e.kind() != StoreException.Kind.NO_SUCH_OBJECT) {
                throw e;
            }
            return new Header(chunk, null, String.valueOf(e.getMessage()), true);
        }
    }
}
