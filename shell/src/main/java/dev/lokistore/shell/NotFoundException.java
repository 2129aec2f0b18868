package dev.lokistore.shell;

import java.io.Serial;

/** Something that the user named, such as a tenant, is not in the store. */
public final class NotFoundException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public NotFoundException(String message) {
        super(message);
    }
}
