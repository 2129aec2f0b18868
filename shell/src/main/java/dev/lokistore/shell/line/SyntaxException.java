package dev.lokistore.shell.line;

import java.io.Serial;

/** A command line that cannot be understood: the user's mistake. */
public final class SyntaxException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int offset;

    public SyntaxException(int offset, String message) {
        super(message);
        this.offset = offset;
    }

    /** Where, in UTF-16 units from the start of the line. */
    public int offset() {
        return offset;
    }
}
