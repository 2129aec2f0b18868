package dev.lokistore.compactor.guard;

import java.util.EnumSet;
import java.util.Set;

/**
 * What the operator has said.
 *
 * @param lokiStopped that nothing writes to the store or reads it
 * @param force that signs of a Loki at work do not matter
 * @param accepted what else is meant to happen; each word stands for itself, only that everything includes half
 */
public record Consent(boolean lokiStopped, boolean force, Set<Accept> accepted) {
    public Consent {
        accepted = Set.copyOf(accepted);
    }

    /** Whether it is among what was named. */
    public boolean accepts(Accept what) {
        return accepted.contains(what) || what == Accept.HALF && accepted.contains(Accept.EVERYTHING);
    }

    /** Also accepting this. */
    public Consent with(Accept what) {
        EnumSet<Accept> more = EnumSet.of(what);
        more.addAll(accepted);
        return new Consent(lokiStopped, force, more);
    }
}
