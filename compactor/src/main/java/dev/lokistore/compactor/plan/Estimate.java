package dev.lokistore.compactor.plan;

/**
 * What a task is thought to write, before it is done.
 *
 * @param objectsWritten new objects
 * @param bytesWritten their stored size
 * @param bytesRead of objects that are read
 */
public record Estimate(long objectsWritten, long bytesWritten, long bytesRead) {
    public static final Estimate NOTHING = new Estimate(0, 0, 0);

    public Estimate plus(Estimate other) {
        return new Estimate(
                objectsWritten + other.objectsWritten, bytesWritten + other.bytesWritten, bytesRead + other.bytesRead);
    }
}
