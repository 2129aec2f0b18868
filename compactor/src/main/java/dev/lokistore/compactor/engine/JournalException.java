package dev.lokistore.compactor.engine;

import java.io.IOException;
import java.io.Serial;

/** A journal is damaged, or does not fit its plan: nothing is done until somebody has looked. */
public final class JournalException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    public JournalException(String message) {
        super(message);
    }
}
