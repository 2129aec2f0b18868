package dev.lokistore.compactor.replay;

import java.io.IOException;

/** Where an earlier run stopped, the source no longer holds what it held then. */
public final class SourceChangedException extends IOException {
    private static final long serialVersionUID = 1;

    SourceChangedException(Position position) {
        super("the source no longer holds the last entries that were sent (number " + position.entries()
                + "): what comes behind them cannot be told; begin again, or replay a time range");
    }
}
