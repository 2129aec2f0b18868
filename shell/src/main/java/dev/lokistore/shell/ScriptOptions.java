package dev.lokistore.shell;

/**
 * How a script is run.
 *
 * @param keepGoing whether commands follow one that failed
 * @param echo whether each command line is shown on stderr before it runs
 */
public record ScriptOptions(boolean keepGoing, boolean echo) {
    /** Stops at the first failure, silently. */
    public static final ScriptOptions PLAIN = new ScriptOptions(false, false);
}
