package dev.lokistore.index.bolt;

/** A named bucket of a {@link BoltFile}. */
public final class BoltBucket {
    BoltBucket() {}

    /** Decoded as UTF-8. */
    public String name() {
        throw new UnsupportedOperationException();
    }

    /** A new cursor, before the first key. */
    public BoltCursor cursor() {
        throw new UnsupportedOperationException();
    }
}
