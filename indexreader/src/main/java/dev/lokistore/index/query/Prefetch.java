package dev.lokistore.index.query;

import dev.lokistore.objectstore.TaskResult;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Loads chunks ahead of the merge, several at the same time, and hands them over in the order of the candidates. Used by
 * one thread.
 */
final class Prefetch implements Closeable {
    private record Loading(long key, Future<@Nullable LoadedChunk> chunk) {}

    private final Candidates candidates;
    private final ChunkLoader loader;
    private final OpeningTime opening;
    private final int width;
    private final ExecutorService threads;
    private final ArrayDeque<Loading> loading = new ArrayDeque<>();
    private boolean exhausted;

    Prefetch(Candidates candidates, ChunkLoader loader, OpeningTime opening, int width) {
        this.candidates = candidates;
        this.loader = loader;
        this.opening = opening;
        this.width = width;
        this.threads = Executors.newFixedThreadPool(width, task -> {
            Thread thread = new Thread(task, "lokistore-chunks");
            thread.setDaemon(true);
            return thread;
        });
    }

    boolean isEmpty() throws IOException {
        fill();
        return loading.isEmpty();
    }

    /** Where in time the merge needs the next chunk; there must be one. */
    long key() {
        return loading.element().key();
    }

    /** Waits for the next chunk; null if there is nothing to show of it. */
    @Nullable
    LoadedChunk take() throws IOException {
        Future<@Nullable LoadedChunk> chunk = loading.remove().chunk();
        fill();
        return TaskResult.of(chunk, "interrupted while chunks were read");
    }

    private void fill() throws IOException {
        while (!exhausted && loading.size() < width) {
            Candidate candidate = candidates.next();
            if (candidate == null) {
                exhausted = true;
            } else {
                loading.add(new Loading(opening.of(candidate.ref()), threads.submit(() -> loader.load(candidate))));
            }
        }
    }

    /** Gives up what is under way. */
    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        loading.clear();
        candidates.close();
    }
}
