package dev.lokistore.index.layout;

import java.io.IOException;
import java.io.Serial;

/** There is no Loki store under a URI; the message says what was looked for and how far. */
public final class NoLokiStoreException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    NoLokiStoreException(String message) {
        super(message);
    }
}
