package dev.lokistore.compactor.plan;

import java.io.IOException;
import java.io.Serial;

/** A plan's file cannot be used: it is none, was changed, is of another version, or cannot be read. */
public final class PlanException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    public PlanException(String message) {
        super(message);
    }
}
