package dev.lokistore.chunk;

/**
 * Compressed bytes and where they come from, for errors.
 *
 * @param position of the first byte, from the start of the object
 * @param bytes holds the stream from {@code offset} on for {@code length} bytes; read only
 * @param sizeHint about how much it decompresses to; untrusted, 0 if not known
 */
record EncodedStream(
        String source, long position, byte[] bytes, int offset, int length, long sizeHint, ReadOptions options) {
    int end() {
        return offset + length;
    }

    /** @param at index in {@link #bytes()} */
    CorruptDataException corrupt(int at, String what, Object expected, Object found) {
        return new CorruptDataException(source, position(at), what, expected, found);
    }

    /** @param at index in {@link #bytes()} */
    CorruptDataException truncated(int at, String what, long needed) {
        return corrupt(at, what, needed + " bytes", Math.max(0, end() - at));
    }

    CorruptDataException tooLarge(int limit) {
        return new CorruptDataException(
                source, position, "decompressed size", "at most " + limit + " bytes (limit)", "more");
    }

    /** @param at index in {@link #bytes()} */
    void tolerate(Defect.Kind kind, int at, String message) throws CorruptDataException {
        options.handle(new Defect(kind, source, position(at), message));
    }

    private long position(int at) {
        return position + (at - offset);
    }
}
