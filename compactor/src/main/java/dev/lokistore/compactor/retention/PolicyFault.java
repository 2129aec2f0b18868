package dev.lokistore.compactor.retention;

/**
 * Something about a configuration's retention that is wrong, contradictory, or dangerous.
 *
 * @param source the file's name
 * @param line from 1; 0 if no line can be named
 */
public record PolicyFault(Severity severity, String source, int line, String message) {
    /** What it means for those who go by the policy. */
    public enum Severity {
        /** Another release of Loki would read it in another way. */
        NOTE,
        /** Worth knowing. */
        WARNING,
        /** Nothing may be removed by this policy unless the operator insists. */
        NEEDS_FORCE,
        /** A part of the policy is not known: nothing may be removed by it. */
        INCOMPLETE,
        /** Loki itself would refuse it: nothing may be removed by it. */
        ERROR
    }

    @Override
    public String toString() {
        return source + (line > 0 ? " line " + line : "") + ": " + message;
    }
}
