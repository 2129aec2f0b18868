package dev.lokistore.shell.terminal;

import java.io.InputStream;

/**
 * Standard input.
 *
 * @param bytes whoever made it closes it
 * @param terminal whether a person types it
 */
public record Input(InputStream bytes, boolean terminal) {
    /** Nothing to read. */
    public static Input none() {
        return new Input(InputStream.nullInputStream(), false);
    }
}
