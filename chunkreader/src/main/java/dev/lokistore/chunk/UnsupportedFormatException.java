package dev.lokistore.chunk;

import java.io.Serial;

/** Sound as far as it can be told, but of a version or codec that this release does not know. */
public final class UnsupportedFormatException extends CorruptDataException {
    @Serial
    private static final long serialVersionUID = 1L;

    public UnsupportedFormatException(String source, long offset, String what, Object supported, Object found) {
        super(source, offset, what, supported, found);
    }
}
