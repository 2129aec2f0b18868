package dev.lokistore.objectstore;

import java.time.Duration;

/**
 * How often and after which waits a failed request is sent again. The wait before retry <i>n</i> (from 1) is drawn
 * evenly from the upper half of {@code min(maxDelay, firstDelay * 2^(n-1))}.
 *
 * @param maxAttempts 1 or more; 1 means no retry
 */
public record RetryPolicy(int maxAttempts, Duration firstDelay, Duration maxDelay) {
    public static final RetryPolicy DEFAULT = new RetryPolicy(6, Duration.ofMillis(200), Duration.ofSeconds(10));
    public static final RetryPolicy NONE = new RetryPolicy(1, Duration.ZERO, Duration.ZERO);

    public RetryPolicy {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("attempts are 1 or more, not " + maxAttempts);
        }
        if (firstDelay.isNegative() || maxDelay.compareTo(firstDelay) < 0) {
            throw new IllegalArgumentException("delays from " + firstDelay + " to " + maxDelay);
        }
    }

    /**
     * @param retry counted from 1
     * @param random in [0, 1)
     */
    public Duration delay(int retry, double random) {
        double full = firstDelay.toNanos() * Math.pow(2, retry - 1.0);
        double capped = Math.min(full, maxDelay.toNanos());
        return Duration.ofNanos((long) (capped / 2 * (1 + random)));
    }
}
