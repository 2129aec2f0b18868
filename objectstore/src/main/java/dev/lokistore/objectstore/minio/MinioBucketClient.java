package dev.lokistore.objectstore.minio;

import dev.lokistore.objectstore.BucketInspector;
import dev.lokistore.objectstore.Interruption;
import dev.lokistore.objectstore.LifecycleRule;
import dev.lokistore.objectstore.ObjectLock;
import dev.lokistore.objectstore.SseCustomerKey;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.StoreException.Kind;
import dev.lokistore.objectstore.bucket.BucketClient;
import dev.lokistore.objectstore.bucket.MalformedAnswerException;
import dev.lokistore.objectstore.bucket.ServerError;
import dev.lokistore.objectstore.bucket.Times;
import io.minio.CopyObjectArgs;
import io.minio.DeleteObjectsArgs;
import io.minio.GetBucketLifecycleArgs;
import io.minio.GetBucketPolicyArgs;
import io.minio.GetBucketVersioningArgs;
import io.minio.GetObjectArgs;
import io.minio.GetObjectLockConfigurationArgs;
import io.minio.GetObjectResponse;
import io.minio.HeadObjectArgs;
import io.minio.HeadObjectResponse;
import io.minio.Http;
import io.minio.ListObjectVersionsArgs;
import io.minio.ListObjectsV2Args;
import io.minio.MinioAsyncClient;
import io.minio.ObjectWriteResponse;
import io.minio.PutObjectAPIArgs;
import io.minio.RemoveObjectArgs;
import io.minio.SourceObject;
import io.minio.messages.DeleteRequest;
import io.minio.messages.DeleteResult;
import io.minio.messages.ListBucketResultV2;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** minio-java as a {@link BucketClient}. */
final class MinioBucketClient implements BucketClient {
    private static final String CONTENT_TYPE = "application/octet-stream";

    private final MinioAsyncClient client;
    private final String bucket;
    private final String region;
    private final boolean secure;
    private final Map<String, String> sse;
    private final Map<String, String> sseOfCopy;

    /** @param secure HTTPS, which protects bodies by itself */
    MinioBucketClient(
            MinioAsyncClient client, String bucket, String region, boolean secure, @Nullable SseCustomerKey sse) {
        this.client = client;
        this.bucket = bucket;
        this.region = region;
        this.secure = secure;
        // not by the client's own type, which it refuses without TLS even on the same machine
        this.sse = sse == null ? Map.of() : sseHeaders("X-Amz-", sse);
        Map<String, String> ofCopy = new LinkedHashMap<>(this.sse);
        if (sse != null) {
            ofCopy.putAll(sseHeaders("X-Amz-Copy-Source-", sse));
        }
        this.sseOfCopy = Map.copyOf(ofCopy);
    }

    private static Map<String, String> sseHeaders(String prefix, SseCustomerKey key) {
        return Map.of(
                prefix + "Server-Side-Encryption-Customer-Algorithm", "AES256",
                prefix + "Server-Side-Encryption-Customer-Key", key.base64(),
                prefix + "Server-Side-Encryption-Customer-Key-Md5", key.md5Base64());
    }

    @Override
    public Page list(String prefix, String delimiter, String startAfter, @Nullable String token) throws IOException {
        ListObjectsV2Args.Builder args = ListObjectsV2Args.builder()
                .skipValidation(true)
                .bucket(bucket)
                .region(region)
                .encodingType("url")
                .prefix(prefix);
        if (!delimiter.isEmpty()) {
            args.delimiter(delimiter);
        }
        if (token != null) {
            args.continuationToken(token);
        } else if (!startAfter.isEmpty()) {
            args.startAfter(startAfter);
        }
        ListBucketResultV2 result =
                send(() -> client.listObjectsV2(args.build())).result();
        if (result.name() == null || result.isTruncated() && result.nextContinuationToken() == null) {
            throw new MalformedAnswerException("not a complete ListBucketResult");
        }
        List<Item> objects = result.contents().stream()
                .peek(c -> c.setEncodingType(result.encodingType()))
                .map(c -> new Item(
                        c.objectName(),
                        c.size(),
                        Times.orEpoch(
                                c.lastModified() == null
                                        ? null
                                        : c.lastModified().toInstant()),
                        etag(c.etag())))
                .toList();
        List<String> prefixes = result.commonPrefixes().stream()
                .map(p -> {
                    var item = p.toItem();
                    item.setEncodingType(result.encodingType());
                    return item.objectName();
                })
                .toList();
        return new Page(objects, prefixes, result.isTruncated() ? result.nextContinuationToken() : null);
    }

    private static String etag(@Nullable String quoted) {
        return quoted == null ? "" : quoted.replace("\"", "");
    }

    @Override
    public Item head(String key) throws IOException {
        HeadObjectArgs.Builder args = HeadObjectArgs.builder()
                .skipValidation(true)
                .bucket(bucket)
                .region(region)
                .object(possible(key))
                .extraHeaders(sse);
        HeadObjectResponse response = send(() -> client.headObject(args.build()));
        return item(key, response.headers(), response.headers().get("Last-Modified"));
    }

    private static Item item(String key, Headers headers, @Nullable String date) throws IOException {
        return new Item(key, contentLength(headers), Times.httpDate(date), etag(headers.get("ETag")));
    }

    private static long contentLength(Headers headers) throws IOException {
        String length = headers.get("Content-Length");
        if (length == null) {
            return -1;
        }
        try {
            return Long.parseUnsignedLong(length.strip());
        } catch (NumberFormatException e) {
            throw new MalformedAnswerException("Content-Length: " + length);
        }
    }

    @Override
    public Download get(String key, @Nullable Range range) throws IOException {
        GetObjectArgs.Builder args = GetObjectArgs.builder()
                .skipValidation(true)
                .bucket(bucket)
                .region(region)
                .object(possible(key))
                .extraHeaders(sse);
        if (range != null) {
            args.offset(range.first()).length(range.last() - range.first() + 1);
        }
        GetObjectResponse body = send(() -> client.getObject(args.build()));
        Headers headers = body.headers();
        return new Download(
                body,
                contentLength(headers),
                headers.get("Content-Range"),
                Times.httpDate(headers.get("Last-Modified")),
                etag(headers.get("ETag")));
    }

    @Override
    public Item put(String key, byte[] body, boolean onlyIfAbsent) throws IOException {
        Http.Headers headers = digests(PayloadDigest.of(body));
        if (onlyIfAbsent) {
            headers.add("If-None-Match", "*");
        }
        PutObjectAPIArgs args = putArgs(key, headers).data(body, body.length).build();
        return put(args, key, body.length);
    }

    @Override
    public Item put(String key, Path body) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(body.toFile(), "r")) {
            long size = file.length();
            PutObjectAPIArgs args = putArgs(key, digests(PayloadDigest.of(body)))
                    .file(file, size)
                    .build();
            return put(args, key, size);
        }
    }

    /**
     * Digests that spare the client its own: those would add a checksum that old servers refuse, leave the file at its end,
     * and be missing from an unsigned request.
     */
    private Http.Headers digests(PayloadDigest digest) {
        Http.Headers headers = new Http.Headers(sse);
        headers.add("Content-MD5", digest.md5Base64());
        headers.add("X-Amz-Content-Sha256", secure ? "UNSIGNED-PAYLOAD" : digest.sha256Hex());
        return headers;
    }

    private PutObjectAPIArgs.Builder putArgs(String key, Http.Headers headers) throws StoreException {
        return PutObjectAPIArgs.builder()
                .skipValidation(true)
                .bucket(bucket)
                .region(region)
                .object(possible(key))
                .contentType(CONTENT_TYPE)
                .headers(headers);
    }

    private Item put(PutObjectAPIArgs args, String key, long size) throws IOException {
        ObjectWriteResponse response = send(() -> client.putObject(args));
        return new Item(key, size, Times.httpDate(response.headers().get("Date")), etag(response.etag()));
    }

    @Override
    public Item copy(String from, String to) throws IOException {
        // asked for first, so that the client does not do it without our headers
        Item item = head(from);
        SourceObject source = SourceObject.builder()
                .skipValidation(true)
                .bucket(bucket)
                .region(region)
                .object(from)
                .build();
        CopyObjectArgs args = CopyObjectArgs.builder()
                .skipValidation(true)
                .bucket(bucket)
                .region(region)
                .object(possible(to))
                .extraHeaders(sseOfCopy)
                .source(new SourceObject(source, item.sizeBytes(), item.etag()))
                .build();
        ObjectWriteResponse response = send(() -> client.copyObject(args));
        return new Item(to, item.sizeBytes(), Times.httpDate(response.headers().get("Date")), etag(response.etag()));
    }

    @Override
    public void delete(String key) throws IOException {
        RemoveObjectArgs args = RemoveObjectArgs.builder()
                .skipValidation(true)
                .bucket(bucket)
                .region(region)
                .object(possible(key))
                .build();
        send(() -> client.removeObject(args));
    }

    @Override
    public Map<String, ServerError> deleteAll(List<String> keys) throws IOException {
        List<DeleteRequest.Object> objects =
                keys.stream().map(DeleteRequest.Object::new).toList();
        DeleteObjectsArgs args = DeleteObjectsArgs.builder()
                .skipValidation(true)
                .bucket(bucket)
                .region(region)
                .quiet(true)
                .objects(objects)
                .build();
        DeleteResult result = send(() -> client.deleteObjects(args)).result();
        Map<String, ServerError> failed = new LinkedHashMap<>();
        for (DeleteResult.Error error : result.errors()) {
            failed.put(error.objectName(), ServerError.ofCode(error.code(), error.message()));
        }
        return failed;
    }

    @Override
    public BucketInspector.Versioning versioning() throws IOException {
        GetBucketVersioningArgs args = GetBucketVersioningArgs.builder()
                .skipValidation(true)
                .bucket(bucket)
                .region(region)
                .build();
        return BucketAnswers.versioning(send(() -> client.getBucketVersioning(args)));
    }

    @Override
    public List<LifecycleRule> lifecycle() throws IOException {
        GetBucketLifecycleArgs args = GetBucketLifecycleArgs.builder()
                .skipValidation(true)
                .bucket(bucket)
                .region(region)
                .build();
        return BucketAnswers.rules(send(() -> client.getBucketLifecycle(args)));
    }

    @Override
    public String policy() throws IOException {
        GetBucketPolicyArgs args = GetBucketPolicyArgs.builder()
                .skipValidation(true)
                .bucket(bucket)
                .region(region)
                .build();
        return send(() -> client.getBucketPolicy(args));
    }

    @Override
    public Optional<ObjectLock> objectLock() throws IOException {
        GetObjectLockConfigurationArgs args = GetObjectLockConfigurationArgs.builder()
                .skipValidation(true)
                .bucket(bucket)
                .region(region)
                .build();
        return Optional.of(BucketAnswers.lock(send(() -> client.getObjectLockConfiguration(args))));
    }

    @Override
    public VersionPage versions(String prefix, @Nullable Marker marker) throws IOException {
        ListObjectVersionsArgs.Builder args = ListObjectVersionsArgs.builder()
                .skipValidation(true)
                .bucket(bucket)
                .region(region)
                .prefix(prefix);
        if (marker != null) {
            args.keyMarker(marker.key());
            if (!marker.versionId().isEmpty()) {
                args.versionIdMarker(marker.versionId());
            }
        }
        return BucketAnswers.versions(
                send(() -> client.listObjectVersions(args.build())).result());
    }

    /** An URL with such parts would be shortened on the way, and name another object. */
    private static String possible(String key) throws StoreException {
        for (String part : key.split("/", -1)) {
            if (part.equals(".") || part.equals("..")) {
                throw new StoreException(
                        Kind.UNSUPPORTED, "the MinIO client cannot name a key with '.' or '..': " + key, null);
            }
        }
        return key;
    }

    private static <T> T send(Supplier<CompletableFuture<T>> request) throws IOException {
        CompletableFuture<T> answer = request.get();
        try {
            return answer.get();
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw Interruption.of("interrupted", e);
        } catch (ExecutionException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof ServerError error) {
                    throw error;
                }
            }
            // its causes tell what broke
            throw new IOException("minio-java: " + e.getCause().getClass().getSimpleName(), e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
