package dev.lokistore.compactor.copy;

import dev.lokistore.index.query.ObjectFaults;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.io.Serial;

/** The source does not give one object; others may well be copied. */
final class UnreadableObjectException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private UnreadableObjectException(StoreException cause) {
        super(cause.getMessage(), cause);
    }

    /** A reading of the source. */
    @FunctionalInterface
    interface Reading<T> {
        T read() throws IOException;
    }

    /**
     * Reads from the source: what fails the same way at the target ends a copy.
     *
     * @throws UnreadableObjectException if only this object is affected
     */
    static <T> T read(Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (StoreException e) {
            throw ObjectFaults.isLocal(e) ? new UnreadableObjectException(e) : e;
        }
    }
}
