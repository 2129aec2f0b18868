package dev.lokistore.compactor.export;

import dev.lokistore.objectstore.Interruption;
import dev.lokistore.objectstore.TaskResult;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A few threads for work that is handed over piece by piece: a piece waits until a thread is free, so that never more of them
 * are in memory. After the first failure nothing more is begun. Used by one thread; when it is closed all threads have ended.
 */
final class SliceWorkers implements Closeable {
    private final int count;
    private final ExecutorService threads;
    private final Semaphore free;
    private volatile @Nullable Throwable failure;

    SliceWorkers(int count) {
        this.count = count;
        this.free = new Semaphore(count);
        this.threads = Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, "lokistore-export");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Work that may fail. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    /** @throws IOException what an earlier piece failed with */
    void run(Work work) throws IOException {
        take(1);
        threads.execute(() -> {
            try {
                work.run();
            } catch (IOException | RuntimeException | Error e) {
                fail(e);
            } finally {
                free.release();
            }
        });
    }

    private synchronized void fail(Throwable cause) {
        failure = failure == null ? cause : failure;
    }

    /**
     * Waits for all pieces.
     *
     * @throws IOException what the first one failed with
     */
    void await() throws IOException {
        take(count);
    }

    private void take(int permits) throws IOException {
        try {
            free.acquire(permits);
        } catch (InterruptedException e) {
            throw Interruption.of("interrupted", e);
        }
        Throwable cause = failure;
        if (cause != null) {
            throw TaskResult.failure(cause);
        }
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        boolean interrupted = false;
        while (true) {
            try {
                if (threads.awaitTermination(1, TimeUnit.SECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
