package dev.lokistore.shell.config;

import java.io.Serial;

/** A configuration file, a profile or a variable is not as it must be: the caller's mistake. */
public final class ConfigurationException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public ConfigurationException(String message) {
        super(message);
    }
}
