package dev.lokistore.objectstore;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** What work on another thread came to. */
public final class TaskResult {
    private TaskResult() {}

    /**
     * Waits for it.
     *
     * @param interrupted what to say if this thread is interrupted meanwhile; it stays marked as interrupted
     * @throws IOException what it failed with; an unchecked failure or an error, such as a full heap, comes as it is
     */
    public static <T> T of(Future<T> task, String interrupted) throws IOException {
        try {
            return task.get();
        } catch (InterruptedException e) {
            throw Interruption.of(interrupted, e);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
    }

    /** To be thrown for it; what is unchecked is thrown at once. */
    public static IOException failure(Throwable cause) {
        if (cause instanceof RuntimeException bug) {
            throw bug;
        }
        if (cause instanceof Error error) {
            // out of heap or stack: the user is told what gives more of it
            throw error;
        }
        return cause instanceof IOException io ? io : new IOException(cause);
    }
}
