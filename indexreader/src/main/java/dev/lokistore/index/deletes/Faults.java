package dev.lokistore.index.deletes;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.Problems;

/** Passes broken rows on, up to a number at which the whole file counts as broken. */
final class Faults {
    private static final int MAX_FAULTS = 100;

    private final String key;
    private final Problems problems;
    private int count;

    Faults(String key, Problems problems) {
        this.key = key;
        this.problems = problems;
    }

    /** @throws CorruptDataException the fault itself, if there were too many before */
    void report(CorruptDataException fault) throws CorruptDataException {
        if (++count > MAX_FAULTS) {
            throw fault;
        }
        problems.report(key, fault);
    }
}
