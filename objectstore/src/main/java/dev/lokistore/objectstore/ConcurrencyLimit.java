package dev.lokistore.objectstore;

import java.io.IOException;
import java.util.concurrent.Semaphore;

/**
 * Lets only so many requests run at once. A {@code get} counts until its body begins to arrive, so that a thread which
 * reads one object may ask for another.
 */
final class ConcurrencyLimit implements Interceptor {
    private final Semaphore permits;

    ConcurrencyLimit(int limit) {
        this.permits = new Semaphore(limit);
    }

    @Override
    public <T> T call(Operation operation, String subject, Request<T> request) throws IOException {
        try {
            permits.acquire();
        } catch (InterruptedException e) {
            throw Interruption.of(operation, subject, e);
        }
        try {
            return request.send();
        } finally {
            permits.release();
        }
    }
}
