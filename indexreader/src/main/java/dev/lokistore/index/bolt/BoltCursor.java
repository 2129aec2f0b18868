package dev.lokistore.index.bolt;

import java.io.IOException;

/**
 * Walks the keys of one bucket in unsigned byte order. Pages are read on demand, one per level is held. Not thread-safe;
 * needs no closing.
 */
public final class BoltCursor {
    BoltCursor() {}

    /**
     * Moves to the smallest key.
     *
     * @return false if there is none
     */
    public boolean first() throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Moves to the smallest key that is not before {@code key}, forwards or backwards.
     *
     * @return false if there is none
     */
    public boolean seek(byte[] key) throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Moves to the next key; to the smallest at the start.
     *
     * @return false at the end
     */
    public boolean next() throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Holds the key and the value until the cursor moves; must not be changed. */
    public byte[] buffer() {
        throw new UnsupportedOperationException();
    }

    public int keyOffset() {
        throw new UnsupportedOperationException();
    }

    public int keyLength() {
        throw new UnsupportedOperationException();
    }

    public int valueOffset() {
        throw new UnsupportedOperationException();
    }

    public int valueLength() {
        throw new UnsupportedOperationException();
    }

    /** A copy. */
    public byte[] key() {
        throw new UnsupportedOperationException();
    }

    /** A copy. */
    public byte[] value() {
        throw new UnsupportedOperationException();
    }

    /** Where the key starts in the file, in bytes; for messages. */
    public long position() {
        throw new UnsupportedOperationException();
    }
}
