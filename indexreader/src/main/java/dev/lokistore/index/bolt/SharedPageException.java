package dev.lokistore.index.bolt;

import dev.lokistore.chunk.CorruptDataException;
import java.io.Serial;

/** A page that two others refer to. */
final class SharedPageException extends CorruptDataException {
    @Serial
    private static final long serialVersionUID = 1L;

    SharedPageException(String source, long offset, String what, Object expected, Object found) {
        super(source, offset, what, expected, found);
    }
}
