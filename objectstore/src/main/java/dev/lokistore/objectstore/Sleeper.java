package dev.lokistore.objectstore;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits. */
@FunctionalInterface
public interface Sleeper {
    /** As long as it says. */
    Sleeper REAL = duration -> TimeUnit.NANOSECONDS.sleep(duration.toNanos());

    void sleep(Duration duration) throws InterruptedException;
}
