package dev.lokistore.shell;

import java.io.Serial;

/** A command line that can be parsed and makes no sense; found out only when the command runs. */
public final class UsageException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }
}
