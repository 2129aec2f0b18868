package dev.lokistore.compactor.plan;

/**
 * What a task is thought to write, before it is done.
 *
 * @param objectsWritten new objects
 * @param bytesWritten their stored size
 * @param bytesRead of objects that are read as a whole
 * @param rangesRead requests for parts of chunks
 * @param rangeBytesRead what these bring
 */
public record Estimate(long objectsWritten, long bytesWritten, long bytesRead, long rangesRead, long rangeBytesRead) {
    public static final Estimate NOTHING = new Estimate(0, 0, 0);

    /** Without ranged reads. */
    public Estimate(long objectsWritten, long bytesWritten, long bytesRead) {
        this(objectsWritten, bytesWritten, bytesRead, 0, 0);
    }

    public Estimate plus(Estimate other) {
        return new Estimate(
                objectsWritten + other.objectsWritten,
                bytesWritten + other.bytesWritten,
                bytesRead + other.bytesRead,
                rangesRead + other.rangesRead,
                rangeBytesRead + other.rangeBytesRead);
    }
}
