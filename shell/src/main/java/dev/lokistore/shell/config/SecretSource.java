package dev.lokistore.shell.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Where a secret is: in a variable or in a file. Its text never holds the secret. */
public sealed interface SecretSource {
    /**
     * Reads the secret.
     *
     * @param warn told if others may read the file
     * @throws ConfigurationException if it is not there; the message names the place only
     */
    String read(Environment environment, Consumer<String> warn);

    /** In an environment variable. */
    record Variable(String name) implements SecretSource {
        @Override
        public String read(Environment environment, Consumer<String> warn) {
            return environment
                    .get(name)
                    .orElseThrow(() -> new ConfigurationException("environment variable " + name + " is not set"));
        }
    }

    /** In a file of its own, whose white space at the end does not count. */
    record InFile(Path path) implements SecretSource {
        private static final long MAX_BYTES = 64 << 10;

        @Override
        public String read(Environment environment, Consumer<String> warn) {
            try {
                FilePrivacy.warnIfExposed(path, warn);
                if (Files.size(path) > MAX_BYTES) {
                    throw new ConfigurationException(path + " is too large for a secret");
                }
                return Files.readString(path).stripTrailing();
            } catch (IOException e) {
                throw new ConfigurationException("cannot read the secret in " + path + ": "
                        + e.getClass().getSimpleName());
            }
        }
    }
}
