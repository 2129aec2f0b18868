package dev.lokistore.compactor.gateway;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A Loki that did not do what it was asked. The message names the address and what it said, and no credentials. */
public final class GatewayException extends IOException {
    private static final long serialVersionUID = 1;

    /** What is wrong. */
    public enum Kind {
        /** No connection, or no such host. */
        UNREACHABLE(true),
        TLS(false),
        /** 401 and 403. */
        DENIED(false),
        /** 404: the address is not that of a Loki. */
        NOT_FOUND(false),
        /** 429. */
        THROTTLED(true),
        /** Another 4xx: what was sent will never be taken. */
        REJECTED(false),
        /** 5xx, a time-out, a connection that broke. */
        UNAVAILABLE(true),
        /** An answer that is not what a Loki gives. */
        BAD_ANSWER(false),
        INTERRUPTED(false);

        private final boolean retryable;

        Kind(boolean retryable) {
            this.retryable = retryable;
        }
    }

    private final Kind kind;
    private final long retryAfterSeconds;

    GatewayException(Kind kind, String message, @Nullable Throwable cause) {
        this(kind, message, cause, 0);
    }

    GatewayException(Kind kind, String message, @Nullable Throwable cause, long retryAfterSeconds) {
        super(message, cause);
        this.kind = kind;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether the same request may succeed later. */
    public boolean retryable() {
        return kind.retryable;
    }

    /** What the server asked for; 0 if nothing. */
    long retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
