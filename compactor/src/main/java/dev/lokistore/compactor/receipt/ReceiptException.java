package dev.lokistore.compactor.receipt;

import java.io.IOException;
import java.io.Serial;

/** A file is no receipt that can be read. */
public final class ReceiptException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    public ReceiptException(String message) {
        super(message);
    }
}
