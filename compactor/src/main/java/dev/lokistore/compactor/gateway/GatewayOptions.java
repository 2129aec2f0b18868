package dev.lokistore.compactor.gateway;

import dev.lokistore.objectstore.RetryPolicy;
import dev.lokistore.objectstore.Sleeper;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How a Loki is talked to.
 *
 * @param timeout of one request
 * @param random in [0, 1), for the waits between attempts
 * @param sleeper waits between attempts
 */
public record GatewayOptions(
        Login login, TlsFiles tls, Duration timeout, RetryPolicy retries, DoubleSupplier random, Sleeper sleeper) {
    /** A fifth of a second to a minute between attempts: about five minutes in all. */
    public static final RetryPolicy DEFAULT_RETRIES =
            new RetryPolicy(14, Duration.ofMillis(200), Duration.ofMinutes(1));
}
