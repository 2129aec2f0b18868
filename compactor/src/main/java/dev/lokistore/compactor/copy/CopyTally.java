package dev.lokistore.compactor.copy;

import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Counts what is copied. Safe for use by several threads. */
final class CopyTally {
    /** What an object is. */
    enum Kind {
        CHUNK,
        INDEX,
        OTHER
    }

    private static final int KEPT = 1000;

    private final long[] counts = new long[Kind.values().length];
    private final List<CopyReport.Failure> failures = new ArrayList<>();
    private long copied;
    private long bytesCopied;
    private long present;

    synchronized void count(Kind kind, ObjectCopier.Outcome outcome, long bytes) {
        counts[kind.ordinal()]++;
        if (outcome == ObjectCopier.Outcome.COPIED) {
            copied++;
            bytesCopied += bytes;
        } else {
            present++;
        }
    }

    synchronized void failed(String key, IOException why) {
        if (failures.size() < KEPT) {
            failures.add(new CopyReport.Failure(key, String.valueOf(why.getMessage())));
        } else if (failures.size() == KEPT) {
            failures.add(new CopyReport.Failure("more", "only the first " + KEPT + " failures are listed"));
        }
    }

    synchronized CopyReport report() {
        List<CopyReport.Failure> sorted = new ArrayList<>(failures);
        sorted.sort(Comparator.comparing(CopyReport.Failure::key));
        return new CopyReport(
                copied,
                bytesCopied,
                present,
                counts[Kind.CHUNK.ordinal()],
                counts[Kind.INDEX.ordinal()],
                counts[Kind.OTHER.ordinal()],
                sorted);
    }

    /** Whether the others may well be copied. */
    static boolean concernsOneObject(StoreException e) {
        return switch (e.kind()) {
            case NO_SUCH_OBJECT, ALREADY_EXISTS, TOO_LARGE, BAD_RESPONSE, OUTSIDE_ROOT -> true;
            default -> false;
        };
    }
}
