package dev.lokistore.compactor.export;

import dev.lokistore.objectstore.TaskResult;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Brings to the disk what files hold while more of them is made: else the system keeps it, and the end of a file waits for
 * all of it. One thread for all files; to be closed when these are.
 */
final class Writeback implements Closeable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "lokistore-writeback");
        thread.setDaemon(true);
        return thread;
    });

    /** What is under way; the file must not be closed before it {@linkplain #settle ended}. */
    Future<?> begin(FileChannel file) {
        return thread.submit(() -> {
            file.force(false);
            return null;
        });
    }

    /**
     * Waits for the end.
     *
     * @throws IOException if the disk failed, which no later attempt tells again
     */
    static void settle(Future<?> begun) throws IOException {
        TaskResult.of(begun, "interrupted while a file was written to the disk");
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
