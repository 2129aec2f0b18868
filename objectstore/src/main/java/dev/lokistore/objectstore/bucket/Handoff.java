package dev.lokistore.objectstore.bucket;

import dev.lokistore.objectstore.Interruption;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Makes blocking requests on threads of its own, so that the caller can be interrupted at once: a thread that waits for a
 * socket cannot. An abandoned request ends by its timeout.
 */
final class Handoff implements Closeable {
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "store-request");
        thread.setDaemon(true);
        return thread;
    });

    /** @param what for the message when interrupted */
    <T> T call(String what, Callable<T> request) throws IOException {
        Future<T> answer = threads.submit(request);
        try {
            return answer.get();
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw Interruption.of("interrupted: " + what, e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IOException io) {
                throw io;
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw new IOException(what, cause);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
