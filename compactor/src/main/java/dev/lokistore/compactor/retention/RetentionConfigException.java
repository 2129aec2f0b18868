package dev.lokistore.compactor.retention;

import java.io.IOException;
import java.io.Serial;

/** A configuration whose retention cannot be read, and that Loki would refuse too; the message names file and line. */
public final class RetentionConfigException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int line;

    RetentionConfigException(String source, int line, String problem) {
        super(source + (line > 0 ? " line " + line : "") + ": " + problem);
        this.line = line;
    }

    /** From 1; 0 if the whole file is meant. */
    public int line() {
        return line;
    }
}
