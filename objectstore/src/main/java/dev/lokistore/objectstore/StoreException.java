package dev.lokistore.objectstore;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The store, or the way to it, failed. The message names the store, the operation and the key, and never holds a
 * credential.
 */
public final class StoreException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What went wrong, as far as it can be told apart. */
    public enum Kind {
        /** No connection, no name, or no answer in time. */
        UNREACHABLE,
        /** The connection stands, its certificate or protocol is refused. */
        TLS,
        /** The server does not know the key, the secret or the token, or the clock is off. */
        BAD_CREDENTIALS,
        /** Known, but not allowed to do this. */
        FORBIDDEN,
        NO_SUCH_BUCKET,
        NO_SUCH_OBJECT,
        /** The bucket is elsewhere: another region or a redirect. */
        WRONG_REGION,
        /** Still throttled or failing after all retries. */
        UNAVAILABLE,
        /** The server broke the protocol, or sent fewer bytes than it announced. */
        BAD_RESPONSE,
        ALREADY_EXISTS,
        TOO_LARGE,
        UNSUPPORTED,
        /** A key or path that would leave the store's root. */
        OUTSIDE_ROOT,
        INTERRUPTED,
        /** A local file system error. */
        IO
    }

    private final Kind kind;
    private final boolean retryable;

    public StoreException(Kind kind, String message, @Nullable Throwable cause) {
        this(kind, message, cause, false);
    }

    public StoreException(Kind kind, String message, @Nullable Throwable cause, boolean retryable) {
        super(message, cause);
        this.kind = kind;
        this.retryable = retryable;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether the same call may succeed a moment later. */
    public boolean retryable() {
        return retryable;
    }

    /** @param store {@link ObjectReader#name()} */
    public static StoreException noSuchObject(String store, ObjectKey key, @Nullable Throwable cause) {
        return new StoreException(Kind.NO_SUCH_OBJECT, "no such object: " + key + " in " + store, cause);
    }

    /** @param store {@link ObjectReader#name()} */
    public static StoreException alreadyExists(String store, ObjectKey key, @Nullable Throwable cause) {
        return new StoreException(Kind.ALREADY_EXISTS, "exists already: " + key + " in " + store, cause);
    }

    /** @param store {@link ObjectReader#name()} */
    public static StoreException tooLarge(String store, ObjectKey key, long sizeBytes, long limitBytes) {
        return new StoreException(
                Kind.TOO_LARGE,
                key + " in " + store + " has " + sizeBytes + " bytes, more than the " + limitBytes + " allowed",
                null);
    }
}
