package dev.lokistore.objectstore;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets only so many bytes a second go over, reads and writes together: after each transfer its thread waits until the
 * sum so far is due. What has waited unused is not made up for later, but for a second.
 */
public final class BandwidthLimit implements Interceptor {
    /** Waits for some time. */
    @FunctionalInterface
    public interface Waiter {
        void await(long nanos) throws InterruptedException;
    }

    private static final long BURST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final double nanosPerByte;
    private final LongSupplier nanoClock;
    private final Waiter waiter;
    private long dueNanos;

    /** @param bytesPerSecond 1 or more */
    public BandwidthLimit(long bytesPerSecond) {
        this(bytesPerSecond, System::nanoTime, TimeUnit.NANOSECONDS::sleep);
    }

    BandwidthLimit(long bytesPerSecond, LongSupplier nanoClock, Waiter waiter) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("a bandwidth of " + bytesPerSecond + " bytes a second");
        }
        this.nanosPerByte = (double) BURST_NANOS / bytesPerSecond;
        this.nanoClock = nanoClock;
        this.waiter = waiter;
        this.dueNanos = nanoClock.getAsLong();
    }

    @Override
    public <T> T call(Operation operation, String subject, Request<T> request) throws IOException {
        Interruption.check(operation, subject);
        return request.send();
    }

    @Override
    public void transferred(Operation operation, long bytes) {
        long nanos = owed(bytes);
        if (nanos > 0) {
            try {
                waiter.await(nanos);
            } catch (InterruptedException e) {
                // the next request tells of it
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized long owed(long bytes) {
        long now = nanoClock.getAsLong();
        dueNanos = Math.max(dueNanos, now - BURST_NANOS) + (long) (bytes * nanosPerByte);
        return dueNanos - now;
    }
}
