package dev.lokistore.compactor.retention;

/**
 * Chunks and their stored bytes.
 *
 * @param chunks 0 or more
 * @param storedBytes 0 or more
 */
public record Volume(long chunks, long storedBytes) {
    public static final Volume NONE = new Volume(0, 0);

    public Volume plusChunk(long bytes) {
        return new Volume(chunks + 1, storedBytes + bytes);
    }

    public Volume plus(Volume other) {
        return new Volume(chunks + other.chunks, storedBytes + other.storedBytes);
    }
}
