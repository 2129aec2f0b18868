package dev.lokistore.compactor.dump;

import dev.lokistore.objectstore.TaskResult;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads objects ahead, several at the same time, and hands them over one by one, in the order in which they were asked for.
 * Used by one thread; closing it gives up what was not handed over.
 *
 * @param <T> what an object is read as
 */
public final class ReadAhead<T> implements Closeable {
    /** What came of reading. */
    @FunctionalInterface
    public interface Result<T> {
        /** @throws IOException what reading ended with */
        T get() throws IOException;
    }

    /** Takes what came of it, in the thread that asks for objects. */
    @FunctionalInterface
    public interface Taker<T> {
        void take(Result<T> result) throws IOException;
    }

    private record Read<T>(long bytes, Future<T> future, Taker<T> taker) {}

    private final int width;
    private final long mostBytes;
    private final ExecutorService threads;
    private final ArrayDeque<Read<T>> reads = new ArrayDeque<>();
    private long bytes;

    /**
     * @param width objects that are read or wait to be taken at the same time, 1 or more
     * @param mostBytes of all of them together; one is read all the same
     */
    public ReadAhead(int width, long mostBytes) {
        if (width < 1) {
            throw new IllegalArgumentException("width is " + width + " but must be 1 or more");
        }
        this.width = width;
        this.mostBytes = mostBytes;
        this.threads = Executors.newFixedThreadPool(width, task -> {
            Thread thread = new Thread(task, "lokistore-dump");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Asks for an object; hands over earlier ones first where there is no room.
     *
     * @param size of the object, as far as it is known, bytes
     * @throws IOException what a taker threw
     */
    public void add(long size, Callable<T> read, Taker<T> taker) throws IOException {
        while (!reads.isEmpty() && (reads.size() >= width || bytes + size > mostBytes)) {
            handOver();
        }
        bytes += size;
        reads.add(new Read<>(size, threads.submit(read), taker));
    }

    /** Hands over all that were asked for. */
    public void finish() throws IOException {
        while (!reads.isEmpty()) {
            handOver();
        }
    }

    private void handOver() throws IOException {
        Read<T> read = reads.remove();
        read.taker().take(() -> TaskResult.of(read.future(), "interrupted"));
        bytes -= read.bytes();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        reads.clear();
    }
}
