package dev.lokistore.index;

import java.io.IOException;

/**
 * Told of what could not be read while the rest goes on: one broken object never stops a report about the others. Called
 * by several threads.
 */
@FunctionalInterface
public interface Problems {
    /**
     * @param subject the object's key
     * @param cause names offset, expected and found where the bytes are wrong
     */
    void report(String subject, IOException cause);
}
