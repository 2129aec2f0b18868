package dev.lokistore.chunk;

import java.io.IOException;
import java.io.Serial;

/**
 * Bytes in the store are not what the format says. The message reads {@code SOURCE at byte OFFSET: WHAT: expected X,
 * found Y}; {@link #source()} and {@link #offset()} are for programs.
 */
public class CorruptDataException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String source;
    private final long offset;
    private final String problem;

    public CorruptDataException(String source, long offset, String problem) {
        super(source + " at byte " + offset + ": " + problem);
        this.source = source;
        this.offset = offset;
        this.problem = problem;
    }

    public CorruptDataException(String source, long offset, String what, Object expected, Object found) {
        this(source, offset, what + ": expected " + expected + ", found " + found);
    }

    /** The object's key or the file's name. */
    public String source() {
        return source;
    }

    /** From the start of the object, as far as it can be told; inside compressed data, the start of the stream. */
    public long offset() {
        return offset;
    }

    /** The message without source and offset. */
    public String problem() {
        return problem;
    }
}
