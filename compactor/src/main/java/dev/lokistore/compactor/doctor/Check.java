package dev.lokistore.compactor.doctor;

import java.io.IOException;
import java.util.Set;

/** One small question about a store. */
interface Check {
    /** What is looked at, in a few words, so that silence means something. */
    String subject();

    /** What it may find. */
    Set<Symptom> symptoms();

    /** Whether others depend on it, so that it runs whatever is wanted. */
    default boolean prerequisite() {
        return false;
    }

    /** @throws IOException if it could not be finished; what was found by then counts */
    void run(Findings findings) throws IOException;
}
