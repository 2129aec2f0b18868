package dev.lokistore.index.config;

/**
 * Something about a configuration that contradicts itself, that Loki would refuse, or that could not be understood.
 *
 * @param source the file's name
 * @param line from 1; 0 if no line can be named
 * @param message one sentence, no full stop; holds no secrets
 */
public record ConfigFault(Severity severity, String source, int line, String message) {
    /** What it means for Loki. */
    public enum Severity {
        /** Something is not known here, and may be as it should be where Loki runs. */
        NOTE,
        /** One of two settings has no effect. */
        WARNING,
        /** Loki does not start with it, or does not find its data. */
        ERROR
    }

    /** Points at a node. */
    public static ConfigFault at(YamlNode place, Severity severity, String message) {
        // a node that is missing from the root has no line of its own
        int line = place.missing() && place.line() <= 1 ? 0 : place.line();
        return new ConfigFault(severity, place.source(), line, message);
    }

    public static ConfigFault note(YamlNode place, String message) {
        return at(place, Severity.NOTE, message);
    }

    public static ConfigFault warning(YamlNode place, String message) {
        return at(place, Severity.WARNING, message);
    }

    public static ConfigFault error(YamlNode place, String message) {
        return at(place, Severity.ERROR, message);
    }

    @Override
    public String toString() {
        return source + (line > 0 ? " line " + line : "") + ": " + message;
    }
}
