package dev.lokistore.objectstore;

import org.jspecify.annotations.Nullable;

/** Where a bucket's credentials come from. No variant prints a secret. */
public sealed interface Credentials {
    /** Given outright, for example from a Loki configuration. */
    record Fixed(
            String accessKeyId,
            String secretAccessKey,
            @Nullable String sessionToken) implements Credentials {
        public Fixed {
            if (accessKeyId.isBlank() || secretAccessKey.isBlank()) {
                throw new IllegalArgumentException("access key id and secret access key must not be empty");
            }
        }

        @Override
        public String toString() {
            return "Fixed[***]";
        }
    }

    /** Requests are not signed. */
    record Anonymous() implements Credentials {}

    /** A profile of the AWS configuration files ({@code ~/.aws/credentials}, {@code ~/.aws/config}). */
    record Profile(String name) implements Credentials {}

    /**
     * What the client finds by itself: {@code AWS_*} of the environment first, then the AWS configuration files; the AWS
     * client also asks its other sources (system properties, web identity, container and instance metadata).
     */
    record DefaultChain() implements Credentials {}
}
