package dev.lokistore.objectstore;

import java.io.IOException;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/** Sends a request again after a failure that may pass: see {@link StoreException#retryable()}. */
final class Retries implements Interceptor {
    private final RetryPolicy policy;
    private final Sleeper sleeper;
    private final DoubleSupplier random;
    private final Runnable onRetry;

    /** @param random gives values in [0, 1) */
    Retries(RetryPolicy policy, Sleeper sleeper, DoubleSupplier random, Runnable onRetry) {
        this.policy = policy;
        this.sleeper = sleeper;
        this.random = random;
        this.onRetry = onRetry;
    }

    @Override
    public <T> T call(Operation operation, String subject, Request<T> request) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Interruption.check(operation, subject);
            try {
                return request.send();
            } catch (StoreException e) {
                if (!e.retryable()) {
                    throw e;
                }
                if (attempt >= policy.maxAttempts()) {
                    throw attempt == 1 ? e : exhausted(e, attempt);
                }
            }
            pause(operation, subject, policy.delay(attempt, random.getAsDouble()));
            onRetry.run();
        }
    }

    private static StoreException exhausted(StoreException last, int attempts) {
        return new StoreException(
                last.kind(), last.getMessage() + " (gave up after " + attempts + " attempts)", last.getCause());
    }

    private void pause(Operation operation, String subject, Duration delay) throws StoreException {
        try {
            sleeper.sleep(delay);
        } catch (InterruptedException e) {
            throw Interruption.of(operation, subject, e);
        }
    }
}
