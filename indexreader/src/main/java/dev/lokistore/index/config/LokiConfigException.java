package dev.lokistore.index.config;

import java.io.IOException;
import java.io.Serial;

/** A Loki configuration that cannot be read; the message names file and line and quotes no values that may be secret. */
public final class LokiConfigException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int line;

    LokiConfigException(String source, int line, String problem) {
        super(source + (line > 0 ? " line " + line : "") + ": " + problem);
        this.line = line;
    }

    /** From 1; 0 if the whole file is meant. */
    public int line() {
        return line;
    }
}
