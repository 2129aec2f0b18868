package dev.lokistore.compactor.retention;

/**
 * A {@link Hindrance} in one case.
 *
 * @param detail a sentence with the names and times of the case
 */
public record Reason(Hindrance hindrance, String detail) {}
