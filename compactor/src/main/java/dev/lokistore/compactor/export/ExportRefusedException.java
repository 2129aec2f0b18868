package dev.lokistore.compactor.export;

import java.io.IOException;
import java.io.Serial;

/** The folder holds something else than the export that was asked for; nothing was touched. */
public final class ExportRefusedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    ExportRefusedException(String message) {
        super(message);
    }
}
