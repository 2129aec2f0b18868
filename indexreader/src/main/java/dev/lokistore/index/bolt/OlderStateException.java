package dev.lokistore.index.bolt;

import dev.lokistore.chunk.CorruptDataException;
import java.io.Serial;

/**
 * One of a file's two meta pages is damaged, and the file is read by the other one, as bbolt does: what was written last may be
 * missing. No reason not to read it, but one not to take what it lacks for gone.
 */
public final class OlderStateException extends CorruptDataException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** @param used the meta page that counts, 0 or 1 */
    OlderStateException(CorruptDataException fault, long used) {
        super(
                fault.source(),
                fault.offset(),
                fault.problem() + "; read by meta page " + used
                        + " instead, as Loki does: rows that were written last may be missing");
    }
}
