package dev.lokistore.index;

import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.TaskResult;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Runs tasks that may ask for more tasks, a few at a time. The first failure ends all. */
public final class BoundedTasks {
    /** One of them. */
    public interface Task {
        /** @return tasks to run besides those known */
        List<? extends Task> run() throws IOException;
    }

    private BoundedTasks() {}

    /**
     * Returns when all are done.
     *
     * @throws IOException the first failure; those still running are interrupted
     */
    public static void run(int concurrency, Collection<? extends Task> tasks) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(concurrency, task -> {
            Thread thread = new Thread(task, "lokistore-list");
            thread.setDaemon(true);
            return thread;
        });
        try {
            run(new ExecutorCompletionService<>(threads), tasks);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(StoreException.Kind.INTERRUPTED, "interrupted while listing", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void run(CompletionService<List<? extends Task>> service, Collection<? extends Task> tasks)
            throws IOException, InterruptedException {
        int running = 0;
        for (Task task : tasks) {
            service.submit(task::run);
            running++;
        }
        while (running > 0) {
            try {
                List<? extends Task> more = service.take().get();
                running--;
                for (Task task : more) {
                    service.submit(task::run);
                    running++;
                }
            } catch (ExecutionException e) {
                throw TaskResult.failure(e.getCause());
            }
        }
    }
}
