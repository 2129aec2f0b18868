package dev.lokistore.chunk;

/**
 * Builds one chunk object. Deterministic: equal entries and format give equal bytes with equal versions of the
 * compressors. Entries come in the order of time; equal times keep the order of their arrival. Not thread-safe.
 */
public final class ChunkWriter {
    /**
     * @param fingerprint of the stream; taken as it is, since that of an existing stream must not change
     */
    public ChunkWriter(TenantId tenant, long fingerprint, Labels labels, ChunkFormat format) {
        throw new UnsupportedOperationException();
    }

    /** Whether Loki would put this entry into this chunk; it would begin a new one otherwise. */
    public boolean hasRoomFor(int lineLength, StructuredMetadata metadata) {
        throw new UnsupportedOperationException();
    }

    public void append(long timestampNanos, byte[] line, StructuredMetadata metadata) {
        append(timestampNanos, line, 0, line.length, metadata);
    }

    /**
     * Adds an entry, even if there is no room for it by Loki's rule.
     *
     * @throws IllegalArgumentException if the time is before that of the entry before or negative, or if there is
     *     metadata and the format is version 3
     */
    public void append(long timestampNanos, byte[] buffer, int offset, int length, StructuredMetadata metadata) {
        throw new UnsupportedOperationException();
    }

    /** Entries so far. */
    public long entries() {
        throw new UnsupportedOperationException();
    }

    /**
     * Ends the chunk; the writer is of no use afterwards.
     *
     * @throws IllegalStateException if there is no entry: Loki expects none without
     */
    public EncodedChunk finish() {
        throw new UnsupportedOperationException();
    }
}
