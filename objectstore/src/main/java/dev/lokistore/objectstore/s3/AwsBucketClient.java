package dev.lokistore.objectstore.s3;

import dev.lokistore.objectstore.BucketInspector;
import dev.lokistore.objectstore.LifecycleRule;
import dev.lokistore.objectstore.ObjectLock;
import dev.lokistore.objectstore.SseCustomerKey;
import dev.lokistore.objectstore.bucket.BucketClient;
import dev.lokistore.objectstore.bucket.MalformedAnswerException;
import dev.lokistore.objectstore.bucket.ServerError;
import dev.lokistore.objectstore.bucket.Times;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The AWS SDK as a {@link BucketClient}. */
final class AwsBucketClient implements BucketClient {
    private static final String SSE_ALGORITHM = "AES256";

    private final S3Client client;
    private final String bucket;
    private final @Nullable SseCustomerKey sse;

    AwsBucketClient(S3Client client, String bucket, @Nullable SseCustomerKey sse) {
        this.client = client;
        this.bucket = bucket;
        this.sse = sse;
    }

    @Override
    public Page list(String prefix, String delimiter, String startAfter, @Nullable String token) throws IOException {
        ListObjectsV2Request.Builder request =
                ListObjectsV2Request.builder().bucket(bucket).prefix(prefix);
        if (!delimiter.isEmpty()) {
            request.delimiter(delimiter);
        }
        if (token != null) {
            request.continuationToken(token);
        } else if (!startAfter.isEmpty()) {
            request.startAfter(startAfter);
        }
        ListObjectsV2Response response = send(() -> client.listObjectsV2(request.build()));
        boolean more = Boolean.TRUE.equals(response.isTruncated());
        // the SDK takes any XML for an empty listing
        if (response.name() == null || more && response.nextContinuationToken() == null) {
            throw new MalformedAnswerException("not a complete ListBucketResult");
        }
        List<String> prefixes =
                response.commonPrefixes().stream().map(p -> p.prefix()).toList();
        List<Item> objects =
                response.contents().stream().map(AwsBucketClient::item).toList();
        if (objects.contains(null) || prefixes.contains(null)) {
            throw new MalformedAnswerException("a listing with entries that lack a key or a size");
        }
        return new Page(objects, prefixes, more ? response.nextContinuationToken() : null);
    }

    private static @Nullable Item item(S3Object object) {
        if (object.key() == null || object.size() == null || object.size() < 0) {
            return null;
        }
        return new Item(object.key(), object.size(), Times.orEpoch(object.lastModified()), etag(object.eTag()));
    }

    private static String etag(@Nullable String quoted) {
        return quoted == null ? "" : quoted.replace("\"", "");
    }

    @Override
    public Item head(String key) throws IOException {
        HeadObjectRequest.Builder request =
                HeadObjectRequest.builder().bucket(bucket).key(key);
        if (sse != null) {
            request.sseCustomerAlgorithm(SSE_ALGORITHM)
                    .sseCustomerKey(sse.base64())
                    .sseCustomerKeyMD5(sse.md5Base64());
        }
        HeadObjectResponse response = send(() -> client.headObject(request.build()));
        long size = Objects.requireNonNullElse(response.contentLength(), 0L);
        return new Item(key, size, Times.orEpoch(response.lastModified()), etag(response.eTag()));
    }

    @Override
    public Download get(String key, @Nullable Range range) throws IOException {
        GetObjectRequest.Builder request =
                GetObjectRequest.builder().bucket(bucket).key(key);
        if (range != null) {
            request.range("bytes=" + range.first() + "-" + range.last());
        }
        if (sse != null) {
            request.sseCustomerAlgorithm(SSE_ALGORITHM)
                    .sseCustomerKey(sse.base64())
                    .sseCustomerKeyMD5(sse.md5Base64());
        }
        ResponseInputStream<GetObjectResponse> body = send(() -> client.getObject(request.build()));
        GetObjectResponse response = body.response();
        return new Download(
                new AbortingStream(body),
                Objects.requireNonNullElse(response.contentLength(), -1L),
                response.contentRange(),
                Times.orEpoch(response.lastModified()),
                etag(response.eTag()));
    }

    @Override
    public Item put(String key, byte[] body, boolean onlyIfAbsent) throws IOException {
        PutObjectRequest.Builder request = putRequest(key);
        if (onlyIfAbsent) {
            request.ifNoneMatch("*");
        }
        return put(request, key, RequestBody.fromBytes(body), body.length);
    }

    @Override
    public Item put(String key, Path body) throws IOException {
        return put(putRequest(key), key, RequestBody.fromFile(body), Files.size(body));
    }

    private PutObjectRequest.Builder putRequest(String key) {
        PutObjectRequest.Builder request =
                PutObjectRequest.builder().bucket(bucket).key(key);
        if (sse != null) {
            request.sseCustomerAlgorithm(SSE_ALGORITHM)
                    .sseCustomerKey(sse.base64())
                    .sseCustomerKeyMD5(sse.md5Base64());
        }
        return request;
    }

    private Item put(PutObjectRequest.Builder request, String key, RequestBody body, long size) throws IOException {
        PutObjectResponse response = send(() -> client.putObject(request.build(), body));
        String date = response.sdkHttpResponse().firstMatchingHeader("Date").orElse(null);
        return new Item(key, size, Times.httpDate(date), etag(response.eTag()));
    }

    @Override
    public Item copy(String from, String to) throws IOException {
        CopyObjectRequest.Builder request = CopyObjectRequest.builder()
                .sourceBucket(bucket)
                .sourceKey(from)
                .destinationBucket(bucket)
                .destinationKey(to);
        if (sse != null) {
            request.copySourceSSECustomerAlgorithm(SSE_ALGORITHM)
                    .copySourceSSECustomerKey(sse.base64())
                    .copySourceSSECustomerKeyMD5(sse.md5Base64())
                    .sseCustomerAlgorithm(SSE_ALGORITHM)
                    .sseCustomerKey(sse.base64())
                    .sseCustomerKeyMD5(sse.md5Base64());
        }
        send(() -> client.copyObject(request.build()));
        // the answer does not tell the size
        return head(to);
    }

    @Override
    public void delete(String key) throws IOException {
        send(() -> client.deleteObject(r -> r.bucket(bucket).key(key)));
    }

    @Override
    public Map<String, ServerError> deleteAll(List<String> keys) throws IOException {
        List<ObjectIdentifier> identifiers = keys.stream()
                .map(key -> ObjectIdentifier.builder().key(key).build())
                .toList();
        DeleteObjectsResponse response = send(() -> client.deleteObjects(
                r -> r.bucket(bucket).delete(d -> d.objects(identifiers).quiet(true))));
        Map<String, ServerError> failed = new LinkedHashMap<>();
        response.errors().forEach(e -> failed.put(e.key(), ServerError.ofCode(e.code(), e.message())));
        return failed;
    }

    @Override
    public BucketInspector.Versioning versioning() throws IOException {
        return BucketAnswers.versioning(
                send(() -> client.getBucketVersioning(r -> r.bucket(bucket))).status());
    }

    @Override
    public List<LifecycleRule> lifecycle() throws IOException {
        return send(() -> client.getBucketLifecycleConfiguration(r -> r.bucket(bucket))).rules().stream()
                .map(BucketAnswers::rule)
                .toList();
    }

    @Override
    public String policy() throws IOException {
        return Objects.requireNonNullElse(
                send(() -> client.getBucketPolicy(r -> r.bucket(bucket))).policy(), "");
    }

    @Override
    public Optional<ObjectLock> objectLock() throws IOException {
        return BucketAnswers.lock(send(() -> client.getObjectLockConfiguration(r -> r.bucket(bucket)))
                .objectLockConfiguration());
    }

    @Override
    public VersionPage versions(String prefix, @Nullable Marker marker) throws IOException {
        ListObjectVersionsRequest.Builder request =
                ListObjectVersionsRequest.builder().bucket(bucket).prefix(prefix);
        if (marker != null) {
            request.keyMarker(marker.key());
            if (!marker.versionId().isEmpty()) {
                request.versionIdMarker(marker.versionId());
            }
        }
        return BucketAnswers.versions(send(() -> client.listObjectVersions(request.build())));
    }

    private static <T> T send(Supplier<T> request) throws IOException {
        try {
            return request.get();
        } catch (AwsServiceException e) {
            throw serverError(e);
        } catch (SdkClientException e) {
            throw AwsFailures.of(e);
        }
    }

    private static ServerError serverError(AwsServiceException e) {
        AwsErrorDetails details = e.awsErrorDetails();
        if (details == null) {
            return new ServerError(e.statusCode(), null, null, null);
        }
        SdkHttpResponse http = details.sdkHttpResponse();
        String region = http == null
                ? null
                : http.firstMatchingHeader("x-amz-bucket-region").orElse(null);
        return new ServerError(e.statusCode(), details.errorCode(), details.errorMessage(), region);
    }

    @Override
    public void close() {
        client.close();
    }

    /** Closing drops the connection instead of reading the rest of the body. */
    private static final class AbortingStream extends InputStream {
        private final ResponseInputStream<GetObjectResponse> body;
        private boolean ended;

        AbortingStream(ResponseInputStream<GetObjectResponse> body) {
            this.body = body;
        }

        @Override
        public int read() throws IOException {
            int b = body.read();
            ended |= b < 0;
            return b;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int n = body.read(into, offset, length);
            ended |= n < 0 && length > 0;
            return n;
        }

        @Override
        public void close() throws IOException {
            if (!ended && body.read() >= 0) {
                body.abort();
            }
            body.close();
        }
    }
}
