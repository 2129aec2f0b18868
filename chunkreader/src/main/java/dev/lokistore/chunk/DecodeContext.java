package dev.lokistore.chunk;

/** What one open cursor needs to decode blocks; belongs to one thread at a time. */
final class DecodeContext implements AutoCloseable {
    void trim() {}

    @Override
    public void close() {}
}
