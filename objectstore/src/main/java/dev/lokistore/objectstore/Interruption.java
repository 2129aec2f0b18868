package dev.lokistore.objectstore;

import org.jspecify.annotations.Nullable;

/** Ctrl-C in the middle of a request, made a {@link StoreException}; the thread stays marked as interrupted. */
public final class Interruption {
    private Interruption() {}

    static void check(Operation operation, String subject) throws StoreException {
        if (Thread.currentThread().isInterrupted()) {
            throw of(operation, subject, null);
        }
    }

    static StoreException of(Operation operation, String subject, @Nullable Throwable cause) {
        return of("interrupted: " + operation + " " + subject, cause);
    }

    /** Marks the current thread as interrupted. */
    public static StoreException of(String message, @Nullable Throwable cause) {
        Thread.currentThread().interrupt();
        return new StoreException(StoreException.Kind.INTERRUPTED, message, cause);
    }
}
