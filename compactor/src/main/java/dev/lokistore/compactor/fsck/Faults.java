package dev.lokistore.compactor.fsck;

import dev.lokistore.chunk.CorruptDataException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Exceptions as findings tell of them. */
final class Faults {
    /** How many of many things evidence names. */
    static final int SAMPLES = 5;

    private Faults() {}

    /** Null where the exception names none. */
    static @Nullable Long offset(IOException cause) {
        return cause instanceof CorruptDataException corrupt ? corrupt.offset() : null;
    }

    /** Without the subject, which stands beside it. */
    static String message(String subject, IOException cause) {
        if (cause instanceof CorruptDataException corrupt) {
            return corrupt.problem();
        }
        String message = String.valueOf(cause.getMessage());
        return message.startsWith(subject + ": ") ? message.substring(subject.length() + 2) : message;
    }
}
