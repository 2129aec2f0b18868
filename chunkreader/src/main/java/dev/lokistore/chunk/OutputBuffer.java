package dev.lokistore.chunk;

import java.util.Arrays;

/** A byte array that is filled from the front, grows as content really comes, and is used again. */
final class OutputBuffer {
    private static final byte[] NOTHING = new byte[0];
    private static final int MIN_BYTES = 16 << 10;

    /** What compressed input may ask for at once; above it the buffer grows step by step. */
    private static final int TRUSTED_RATIO = 32;

    private static final int SLACK = 64;

    private byte[] bytes = NOTHING;
    private int size;
    private int limit;

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    int limit() {
        return limit;
    }

    /**
     * Empties it for a new stream.
     *
     * @param newLimit content above it is too large; the room goes one byte further, so that decoders notice
     */
    void begin(EncodedStream stream, int newLimit) {
        size = 0;
        limit = newLimit;
        long trusted = (long) stream.length() * TRUSTED_RATIO + MIN_BYTES;
        long wanted = Math.min(stream.sizeHint() < 0 ? 0 : stream.sizeHint(), trusted) + SLACK;
        reserve((int) Math.min(wanted, physicalLimit()));
    }

    /** Free bytes after the content, up to one more than the limit allows. */
    int room() {
        return (int) Math.min(bytes.length, physicalLimit()) - size;
    }

    /** Counts bytes that a decoder put after the content. */
    void advance(int count) {
        size += count;
    }

    /** Doubles the room; false if the limit does not allow a single byte more. */
    boolean grow() {
        return growTo((int) Math.min(physicalLimit(), Math.max(MIN_BYTES, 2L * bytes.length)));
    }

    /** Makes room for this many bytes, or for as many as the limit allows; false if there is that much already. */
    boolean growBy(int count) {
        if (room() >= count) {
            return false;
        }
        // at least doubled, so that many small steps do not copy the content over and over
        return growTo((int) Math.min(physicalLimit(), Math.max((long) size + count, 2L * bytes.length)));
    }

    /** Lets go of an array larger than this. */
    void trim(int keepBytes) {
        if (bytes.length > keepBytes) {
            bytes = NOTHING;
        }
        size = 0;
    }

    private boolean growTo(int capacity) {
        if (capacity <= Math.min(bytes.length, physicalLimit())) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, capacity);
        return true;
    }

    private void reserve(int capacity) {
        if (bytes.length < capacity) {
            // not copied: it is empty
            bytes = new byte[capacity];
        }
    }

    private long physicalLimit() {
        return limit + 1L;
    }
}
