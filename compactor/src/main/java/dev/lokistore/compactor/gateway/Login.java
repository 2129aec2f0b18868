package dev.lokistore.compactor.gateway;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Who asks. Its text never holds a secret. */
public sealed interface Login {
    /** The value of the header {@code Authorization}; empty for none. */
    Optional<String> authorization();

    /** Nobody. */
    record None() implements Login {
        @Override
        public Optional<String> authorization() {
            return Optional.empty();
        }
    }

    /** A user with a password. */
    record Basic(String user, String password) implements Login {
        @Override
        public Optional<String> authorization() {
            byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
        }

        @Override
        public String toString() {
            return "user " + user;
        }
    }

    /** A token. */
    record Bearer(String token) implements Login {
        public Bearer {
            if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
                throw new IllegalArgumentException("the bearer token is empty, or has characters that no token has");
            }
        }

        @Override
        public Optional<String> authorization() {
            return Optional.of("Bearer " + token);
        }

        @Override
        public String toString() {
            return "a bearer token";
        }
    }
}
