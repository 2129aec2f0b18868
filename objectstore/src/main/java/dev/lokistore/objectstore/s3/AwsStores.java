package dev.lokistore.objectstore.s3;

import dev.lokistore.objectstore.Credentials;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.StoreException.Kind;
import dev.lokistore.objectstore.StoreOptions;
import dev.lokistore.objectstore.StoreUri;
import dev.lokistore.objectstore.bucket.BucketStore;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Opens buckets with the AWS SDK. */
public final class AwsStores {
    /** Bodies that are being read hold connections beyond the limit on requests. */
    private static final int CONNECTIONS_PER_REQUEST = 4;

    private static final int MIN_CONNECTIONS = 50;

    private AwsStores() {}

    /** Opens without asking the server; without the decorators of {@link dev.lokistore.objectstore.Stores}. */
    public static ObjectStore open(StoreUri.Bucket uri, StoreOptions options) throws StoreException {
        try {
            S3Client client = client(uri, options);
            AwsBucketClient bucket = new AwsBucketClient(client, uri.bucket(), options.sseCustomerKey());
            return new BucketStore(bucket, uri.toString(), uri.bucket(), uri.prefix());
        } catch (SdkClientException e) {
            throw new StoreException(Kind.BAD_CREDENTIALS, "the AWS configuration is not usable: " + e.getMessage(), e);
        }
    }

    private static S3Client client(StoreUri.Bucket uri, StoreOptions options) {
        String endpoint = uri.endpoint();
        Boolean pathStyle = uri.pathStyle();
        S3ClientBuilder builder = S3Client.builder()
                .httpClient(http(uri, options))
                .credentialsProvider(credentials(options.credentials()))
                .region(region(uri, options))
                .forcePathStyle(pathStyle == null ? endpoint != null : pathStyle)
                // since 2.30 the SDK adds checksums that old MinIO and Ceph refuse; they want MD5 for deletes
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .addPlugin(LegacyMd5Plugin.create())
                .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
                // retries are ours, so that they are counted
                .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()));
        if (endpoint != null) {
            builder.endpointOverride(URI.create((uri.secure() ? "https://" : "http://") + endpoint));
        }
        return builder.build();
    }

    private static SdkHttpClient http(StoreUri.Bucket uri, StoreOptions options) {
        Apache5HttpClient.Builder builder = Apache5HttpClient.builder()
                .connectionTimeout(options.connectTimeout())
                .socketTimeout(options.readTimeout())
                .connectionAcquisitionTimeout(options.readTimeout().plus(Duration.ofSeconds(10)))
                .maxConnections(Math.max(MIN_CONNECTIONS, options.concurrency() * CONNECTIONS_PER_REQUEST));
        URI proxy = options.proxy();
        if (proxy != null) {
            builder.proxyConfiguration(
                    ProxyConfiguration.builder().endpoint(proxy).build());
        }
        return builder.build();
    }

    private static AwsCredentialsProvider credentials(Credentials credentials) {
        if (credentials instanceof Credentials.Fixed fixed) {
            String token = fixed.sessionToken();
            return StaticCredentialsProvider.create(
                    token == null
                            ? AwsBasicCredentials.create(fixed.accessKeyId(), fixed.secretAccessKey())
                            : AwsSessionCredentials.create(fixed.accessKeyId(), fixed.secretAccessKey(), token));
        }
        if (credentials instanceof Credentials.Profile profile) {
            return ProfileCredentialsProvider.create(profile.name());
        }
        if (credentials instanceof Credentials.Anonymous) {
            return AnonymousCredentialsProvider.create();
        }
        return DefaultCredentialsProvider.builder().build();
    }

    /** A server of one's own seldom cares; with the wrong region AWS names the right one. */
    private static Region region(StoreUri.Bucket uri, StoreOptions options) {
        String given = uri.region() != null ? uri.region() : options.region();
        if (given == null) {
            given = options.environment()
                    .getOrDefault("AWS_REGION", options.environment().get("AWS_DEFAULT_REGION"));
        }
        if (given != null) {
            return Region.of(given);
        }
        if (uri.endpoint() != null) {
            return Region.US_EAST_1;
        }
        try {
            return DefaultAwsRegionProviderChain.builder().build().getRegion();
        } catch (SdkClientException e) {
            return Region.US_EAST_1;
        }
    }
}
