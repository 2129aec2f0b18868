package dev.lokistore.shell.terminal;

import java.io.Closeable;
import java.io.PrintWriter;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One line on a terminal that says what goes on, rewritten in place; erased before anything else is written. Nothing
 * appears in the first moment, so that quick commands stay silent.
 */
public final class Progress implements Closeable {
    private static final long FIRST_MILLIS = 700;
    private static final long EVERY_MILLIS = 200;
    private static final String ERASE = "\r\u001b[K";

    private final PrintWriter err;
    private final Supplier<String> text;
    private final ScheduledExecutorService ticker;
    private boolean shown;
    private boolean stopped;

    /** @param text called by a thread of its own; shorter than the terminal is wide */
    public Progress(PrintWriter err, Supplier<String> text) {
        this.err = err;
        this.text = text;
        this.ticker = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
        });
        ticker.scheduleWithFixedDelay(this::tick, FIRST_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private synchronized void tick() {
        if (!stopped) {
            err.print(ERASE + text.get());
            err.flush();
            shown = true;
        }
    }

    /** Erases the line and stops; harmless if repeated. */
    @Override
    public synchronized void close() {
        stopped = true;
        ticker.shutdownNow();
        if (shown) {
            err.print(ERASE);
            err.flush();
            shown = false;
        }
    }
}
