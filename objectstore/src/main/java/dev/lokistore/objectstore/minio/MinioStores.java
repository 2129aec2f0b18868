package dev.lokistore.objectstore.minio;

import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.StoreOptions;
import dev.lokistore.objectstore.StoreUri;
import dev.lokistore.objectstore.bucket.BucketStore;
import io.minio.MinioAsyncClient;
import io.minio.credentials.Provider;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.List;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/** Opens buckets with minio-java. */
public final class MinioStores {
    private static final String DEFAULT_REGION = "us-east-1";

    private MinioStores() {}

    /** Opens without asking the server; without the decorators of {@link dev.lokistore.objectstore.Stores}. */
    public static ObjectStore open(StoreUri.Bucket uri, StoreOptions options) throws StoreException {
        Provider provider = MinioCredentials.provider(options.credentials(), options.environment());
        String region = region(uri, options);
        MinioAsyncClient.Builder builder = MinioAsyncClient.builder()
                .endpoint((uri.secure() ? "https://" : "http://") + uri.endpoint())
                // given, so that the client does not ask the server for it
                .region(region)
                .httpClient(http(options), true);
        if (provider != null) {
            builder.credentialsProvider(provider);
        }
        MinioAsyncClient client = builder.build();
        Boolean pathStyle = uri.pathStyle();
        if (pathStyle != null) {
            if (pathStyle) {
                client.disableVirtualStyleEndpoint();
            } else {
                client.enableVirtualStyleEndpoint();
            }
        }
        MinioBucketClient bucket =
                new MinioBucketClient(client, uri.bucket(), region, uri.secure(), options.sseCustomerKey());
        return new BucketStore(bucket, uri.toString(), uri.bucket(), uri.prefix());
    }

    private static String region(StoreUri.Bucket uri, StoreOptions options) {
        String given = uri.region() != null ? uri.region() : options.region();
        if (given == null) {
            given = options.environment()
                    .getOrDefault("AWS_REGION", options.environment().get("AWS_DEFAULT_REGION"));
        }
        return given == null ? DEFAULT_REGION : given;
    }

    private static OkHttpClient http(StoreOptions options) {
        Dispatcher dispatcher = new Dispatcher();
        // by default five requests to a host at once
        dispatcher.setMaxRequests(options.concurrency() + 1);
        dispatcher.setMaxRequestsPerHost(options.concurrency() + 1);
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectTimeout(options.connectTimeout())
                .readTimeout(options.readTimeout())
                .writeTimeout(options.readTimeout())
                // retries are ours, so that they are counted, and a redirect would carry the signature elsewhere
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .addInterceptor(new ErrorAnswers());
        URI proxy = options.proxy();
        if (proxy != null) {
            builder.proxy(address(proxy));
        }
        return builder.build();
    }

    private static Proxy address(URI proxy) {
        return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.getHost(), proxy.getPort()));
    }
}
