package dev.lokistore.chunk;

/** Decompresses one stream of one codec. Holds no input between calls; not thread-safe. */
interface BlockDecoder extends AutoCloseable {
    /**
     * Appends the whole content to the buffer.
     *
     * @throws CorruptDataException if the stream is damaged, does not end where its bytes end, or holds more than the
     *     buffer's limit; the offset is as exact as the codec tells
     */
    void decode(EncodedStream in, OutputBuffer out) throws CorruptDataException;

    @Override
    default void close() {}
}
