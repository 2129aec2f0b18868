package dev.lokistore.compactor.engine;

import java.io.IOException;
import java.io.Serial;

/** A safety rule forbids what was asked for; the message says what would allow it. */
public final class RefusedPlanException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    public RefusedPlanException(String message) {
        super(message);
    }
}
