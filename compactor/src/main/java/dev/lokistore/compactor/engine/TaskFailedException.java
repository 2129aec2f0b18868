package dev.lokistore.compactor.engine;

import java.io.IOException;
import java.io.Serial;

/** One task cannot be done, the others can: what it is about is not, or not any more, as it must be. */
public final class TaskFailedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    public TaskFailedException(String message) {
        super(message);
    }
}
