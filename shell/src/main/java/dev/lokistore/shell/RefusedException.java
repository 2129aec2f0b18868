package dev.lokistore.shell;

import java.io.Serial;

/** What was asked for could destroy something, and was not asked for expressly enough. */
public final class RefusedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public RefusedException(String message) {
        super(message);
    }
}
