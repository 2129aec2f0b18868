package dev.lokistore.compactor.retention;

/**
 * Something about a configuration's retention that is wrong, contradictory, or dangerous.
 *
 * @param source the file's name
 * @param line from 1; 0 if no line can be named
 */
public record PolicyFault(Severity severity, Kind kind, String source, int line, String message) {
    /** What it is about. */
    public enum Kind {
        /** Settings that do not go together, or that Loki would refuse. */
        CONFIGURATION,
        /** A part of the rules is in a file that was not given. */
        INCOMPLETE,
        /** Another release of Loki would read it in another way. */
        RELEASE
    }

    /** What it means for those who go by the policy. */
    public enum Severity {
        /** Worth knowing. */
        WARNING,
        /** Nothing may be removed by this policy unless the operator insists. */
        NEEDS_FORCE,
        /** The policy is incomplete, or Loki itself would refuse it: nothing may be removed by it. */
        ERROR
    }

    @Override
    public String toString() {
        return source + (line > 0 ? " line " + line : "") + ": " + message;
    }
}
