package dev.lokistore.objectstore;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What opening a store needs besides its URI. Prints no secret.
 *
 * @param region used where the URI names none; null leaves it to the client's own chain
 * @param sseCustomerKey sent with every get, head and put; null for none
 * @param connectTimeout for the connection and the TLS handshake
 * @param readTimeout for silence of the server, not for a whole transfer
 * @param retries of each single request
 * @param concurrency requests in flight at once, 1 or more
 * @param proxy {@code http://host:port}; null leaves it to the client's settings (system properties, environment)
 * @param archiveLimits for {@code .tar.gz}
 * @param temporaryDirectory for an archive's spool file
 * @param environment where {@code AWS_*} are looked up for the MinIO client
 */
public record StoreOptions(
        Credentials credentials,
        @Nullable String region,
        @Nullable SseCustomerKey sseCustomerKey,
        Duration connectTimeout,
        Duration readTimeout,
        RetryPolicy retries,
        int concurrency,
        @Nullable URI proxy,
        ArchiveLimits archiveLimits,
        Path temporaryDirectory,
        Map<String, String> environment) {
    /** Enough to hide the latency of S3, little enough not to be throttled. */
    public static final int DEFAULT_CONCURRENCY = 16;

    public StoreOptions {
        if (concurrency < 1) {
            throw new IllegalArgumentException("concurrency is 1 or more, not " + concurrency);
        }
        if (!isPositive(connectTimeout) || !isPositive(readTimeout)) {
            throw new IllegalArgumentException("timeouts must be positive: " + connectTimeout + ", " + readTimeout);
        }
        environment = Map.copyOf(environment);
    }

    private static boolean isPositive(Duration timeout) {
        return !timeout.isNegative() && !timeout.isZero();
    }

    /** The default chain of credentials, ten seconds to connect, a minute of silence, six attempts. */
    public static StoreOptions defaults() {
        return new StoreOptions(
                new Credentials.DefaultChain(),
                null,
                null,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                RetryPolicy.DEFAULT,
                DEFAULT_CONCURRENCY,
                null,
                ArchiveLimits.DEFAULT,
                Path.of(System.getProperty("java.io.tmpdir")),
                System.getenv());
    }

    public StoreOptions withCredentials(Credentials value) {
        return new StoreOptions(
                value,
                region,
                sseCustomerKey,
                connectTimeout,
                readTimeout,
                retries,
                concurrency,
                proxy,
                archiveLimits,
                temporaryDirectory,
                environment);
    }

    public StoreOptions withRegion(@Nullable String value) {
        return new StoreOptions(
                credentials,
                value,
                sseCustomerKey,
                connectTimeout,
                readTimeout,
                retries,
                concurrency,
                proxy,
                archiveLimits,
                temporaryDirectory,
                environment);
    }

    public StoreOptions withSseCustomerKey(@Nullable SseCustomerKey value) {
        return new StoreOptions(
                credentials,
                region,
                value,
                connectTimeout,
                readTimeout,
                retries,
                concurrency,
                proxy,
                archiveLimits,
                temporaryDirectory,
                environment);
    }

    public StoreOptions withTimeouts(Duration connect, Duration read) {
        return new StoreOptions(
                credentials,
                region,
                sseCustomerKey,
                connect,
                read,
                retries,
                concurrency,
                proxy,
                archiveLimits,
                temporaryDirectory,
                environment);
    }

    public StoreOptions withRetries(RetryPolicy value) {
        return new StoreOptions(
                credentials,
                region,
                sseCustomerKey,
                connectTimeout,
                readTimeout,
                value,
                concurrency,
                proxy,
                archiveLimits,
                temporaryDirectory,
                environment);
    }

    public StoreOptions withConcurrency(int value) {
        return new StoreOptions(
                credentials,
                region,
                sseCustomerKey,
                connectTimeout,
                readTimeout,
                retries,
                value,
                proxy,
                archiveLimits,
                temporaryDirectory,
                environment);
    }

    public StoreOptions withProxy(@Nullable URI value) {
        return new StoreOptions(
                credentials,
                region,
                sseCustomerKey,
                connectTimeout,
                readTimeout,
                retries,
                concurrency,
                value,
                archiveLimits,
                temporaryDirectory,
                environment);
    }

    public StoreOptions withArchive(ArchiveLimits limits, Path spoolDirectory) {
        return new StoreOptions(
                credentials,
                region,
                sseCustomerKey,
                connectTimeout,
                readTimeout,
                retries,
                concurrency,
                proxy,
                limits,
                spoolDirectory,
                environment);
    }

    public StoreOptions withEnvironment(Map<String, String> value) {
        return new StoreOptions(
                credentials,
                region,
                sseCustomerKey,
                connectTimeout,
                readTimeout,
                retries,
                concurrency,
                proxy,
                archiveLimits,
                temporaryDirectory,
                value);
    }

    /** Leaves out the environment, which holds secrets. */
    @Override
    public String toString() {
        return "StoreOptions[credentials=" + credentials + ", region=" + region + ", concurrency=" + concurrency + "]";
    }
}
