package dev.lokistore.compactor.engine;

import dev.lokistore.objectstore.Interruption;
import dev.lokistore.objectstore.TaskResult;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A few threads for calls that may fail. With one thread every call runs in the caller's own, in order. Whoever made it
 * closes it.
 */
public final class ParallelCalls implements Closeable {
    private final ExecutorService threads;
    private final boolean single;

    /** @param count threads, 1 or more */
    public ParallelCalls(int count) {
        this.single = count == 1;
        this.threads = Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, "lokistore-run");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * The results in the order of the calls.
     *
     * @throws IOException the failure of the first call that failed, in their order; the others have ended by then
     */
    public <T> List<T> all(List<? extends Callable<T>> calls) throws IOException {
        List<T> results = new ArrayList<>();
        if (single) {
            for (Callable<T> call : calls) {
                results.add(direct(call));
            }
            return results;
        }
        List<Future<T>> futures = new ArrayList<>();
        for (Callable<T> call : calls) {
            futures.add(threads.submit(call));
        }
        IOException failure = null;
        for (Future<T> future : futures) {
            if (failure != null) {
                future.cancel(true);
            }
            try {
                results.add(future.get());
            } catch (InterruptedException e) {
                futures.forEach(other -> other.cancel(true));
                throw Interruption.of("interrupted", e);
            } catch (CancellationException e) {
                // the first failure is what counts
            } catch (ExecutionException e) {
                failure = failure == null ? TaskResult.failure(e.getCause()) : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return results;
    }

    private static <T> T direct(Callable<T> call) throws IOException {
        try {
            return call.call();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
