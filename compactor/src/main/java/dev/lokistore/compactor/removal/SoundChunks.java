package dev.lokistore.compactor.removal;

import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.EntryCursor;
import dev.lokistore.chunk.ReadOptions;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.compactor.engine.ParallelCalls;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.StoredChunk;
import dev.lokistore.objectstore.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Tells chunks that can be decoded, and are what their keys say, from others: what cannot be decoded may still be mended,
 * so that nothing but an explicit rule may remove it. Reads them whole, some at a time.
 */
final class SoundChunks implements Closeable {
    private final LokiStore loki;
    private final Problems problems;
    private final ParallelCalls calls;

    /**
     * @param problems told of each chunk that is not sound
     * @param concurrency chunks in memory at once
     */
    SoundChunks(LokiStore loki, Problems problems, int concurrency) {
        this.loki = loki;
        this.problems = problems;
        this.calls = new ParallelCalls(concurrency);
    }

    /** Those that are sound, in their order; what has gone meanwhile is left out. */
    List<StoredChunk> among(List<StoredChunk> chunks) throws IOException {
        List<Callable<Optional<StoredChunk>>> checks = new ArrayList<>();
        chunks.forEach(chunk -> checks.add(() -> isSound(chunk) ? Optional.of(chunk) : Optional.empty()));
        return calls.all(checks).stream().flatMap(Optional::stream).toList();
    }

    private boolean isSound(StoredChunk chunk) throws IOException {
        try {
            ChunkReader reader = ChunkReader.open(loki.chunk(chunk.object()), ReadOptions.DEFAULT);
            reader.verify(chunk.ref());
            try (EntryCursor entries = reader.entries(TimeRange.ALL)) {
                while (entries.next()) {
                    entries.metadata();
                }
            }
            return true;
        } catch (CorruptDataException e) {
            problems.report(chunk.object().key().value(), e);
            return false;
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.TOO_LARGE) {
                problems.report(chunk.object().key().value(), e);
            } else if (e.kind() != StoreException.Kind.NO_SUCH_OBJECT) {
                throw e;
            }
            return false;
        }
    }

    @Override
    public void close() {
        calls.close();
    }
}
