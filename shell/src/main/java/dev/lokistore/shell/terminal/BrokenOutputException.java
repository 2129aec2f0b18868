package dev.lokistore.shell.terminal;

import java.io.IOException;
import java.io.Serial;
import java.util.Locale;

/**
 * Standard output takes no more: the reader of the pipe went away, or the disk is full. Unchecked, since a
 * {@code PrintWriter} would swallow the {@code IOException} and the command would go on for nobody.
 */
public final class BrokenOutputException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public BrokenOutputException(IOException cause) {
        super(cause);
    }

    /** Whether the reader went away, as {@code head} does, which is no error worth a message. */
    public boolean pipeClosed() {
        String message = String.valueOf(getCause().getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("broken pipe") || message.contains("pipe is being closed");
    }
}
