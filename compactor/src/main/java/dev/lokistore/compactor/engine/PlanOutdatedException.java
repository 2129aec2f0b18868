package dev.lokistore.compactor.engine;

import java.io.IOException;
import java.io.Serial;

/** The store is not as it was when the plan was made: nothing was done. */
public final class PlanOutdatedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    public PlanOutdatedException(String message) {
        super(message);
    }
}
