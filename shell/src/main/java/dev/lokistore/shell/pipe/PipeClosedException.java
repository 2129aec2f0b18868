package dev.lokistore.shell.pipe;

import java.io.IOException;
import java.io.Serial;

/** What comes behind a filter wants no more, as {@code head} after its last line. */
final class PipeClosedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    PipeClosedException() {
        super("Broken pipe");
    }
}
