package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.CorruptDataException;
import java.io.Serial;

/** Label rows of a series are lost: its chunks are known, and its labels are not. Its chunks hold them, too. */
public final class LostLabelsException extends CorruptDataException {
    @Serial
    private static final long serialVersionUID = 1L;

    LostLabelsException(String source, long offset, String what, Object expected, Object found) {
        super(source, offset, what, expected, found);
    }
}
