package dev.lokistore.compactor.plan;

import java.io.IOException;
import java.io.Serial;

/** There is no plan of this name. */
public final class NoSuchPlanException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    public NoSuchPlanException(String message) {
        super(message);
    }
}
