package dev.lokistore.chunk;

import java.io.Serial;

/** A chunk has a gap: what is known of it is in the message for people, and in {@link #gap()} for programs. */
public final class GapException extends CorruptDataException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Salvaged.Gap gap;

    GapException(String source, Salvaged.Gap gap, String problem) {
        super(source, gap.fromOffset(), problem);
        this.gap = gap;
    }

    public Salvaged.Gap gap() {
        return gap;
    }
}
