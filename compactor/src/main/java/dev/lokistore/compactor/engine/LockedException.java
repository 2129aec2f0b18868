package dev.lokistore.compactor.engine;

import java.io.IOException;
import java.io.Serial;

/** Another run holds the store's lock, or has taken it from this one. */
public final class LockedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    public LockedException(String message) {
        super(message);
    }
}
