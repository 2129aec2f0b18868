package dev.lokistore.objectstore.testing;

import dev.lokistore.objectstore.Credentials;
import dev.lokistore.objectstore.StoreOptions;
import dev.lokistore.objectstore.StoreUri;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/** A real S3 server (S3Proxy) over HTTP on a free port of this machine, which checks signatures. */
public final class S3TestServer implements AutoCloseable {
    public static final String ACCESS_KEY_ID = "test-access-key-id";
    public static final String SECRET_ACCESS_KEY = "test-secret-access-key";

    private final S3Proxy proxy;
    private final BlobStore blobs;

    private S3TestServer(BlobStore blobs, AuthenticationType authentication) {
        this.blobs = blobs;
        S3Proxy.Builder builder = S3Proxy.builder()
                .blobStore(blobs)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .ignoreUnknownHeaders(true)
                .jettyMaxThreads(16);
        if (authentication != AuthenticationType.NONE) {
            builder.awsAuthentication(authentication, ACCESS_KEY_ID, SECRET_ACCESS_KEY);
        }
        this.proxy = builder.build();
    }

    /** An empty server that holds its objects in memory. */
    public static S3TestServer inMemory() throws Exception {
        return started(new S3TestServer(new TransientNio2BlobStore(), AuthenticationType.AWS_V4));
    }

    /** An empty server that takes unsigned requests. */
    public static S3TestServer inMemoryForAnyone() throws Exception {
        return started(new S3TestServer(new TransientNio2BlobStore(), AuthenticationType.NONE));
    }

    /** Serves folders as buckets: those directly below {@code root}. Keys are the paths of files. */
    public static S3TestServer serving(Path root) throws Exception {
        return started(new S3TestServer(new FilesystemNio2BlobStore(root.toString()), AuthenticationType.AWS_V4));
    }

    /** The server that all tests of a JVM may share, with a bucket of their own each; never stopped. */
    public static S3TestServer shared() {
        return Shared.SERVER;
    }

    private static S3TestServer started(S3TestServer server) throws Exception {
        server.proxy.start();
        return server;
    }

    public void createBucket(String name) {
        blobs.createContainer(name);
    }

    /** {@code host:port}. */
    public String address() {
        return "127.0.0.1:" + proxy.getPort();
    }

    /** @param bucketAndPrefix such as {@code chunks} or {@code chunks/some/prefix} */
    public StoreUri uri(StoreUri.Client client, String bucketAndPrefix) {
        return StoreUri.parse(
                client == StoreUri.Client.AWS
                        ? "s3://" + bucketAndPrefix + "?region=us-east-1&secure=false&endpoint=" + address()
                        : "minio://" + address() + "/" + bucketAndPrefix + "?secure=false");
    }

    /** The right credentials, and no environment. */
    public static StoreOptions options() {
        return StoreOptions.defaults()
                .withEnvironment(Map.of())
                .withCredentials(new Credentials.Fixed(ACCESS_KEY_ID, SECRET_ACCESS_KEY, null));
    }

    @Override
    public void close() {
        try {
            proxy.stop();
        } catch (Exception e) {
            throw new IllegalStateException("S3Proxy does not stop", e);
        }
    }

    private static final class Shared {
        static final S3TestServer SERVER = start();

        private static S3TestServer start() {
            try {
                return inMemory();
            } catch (Exception e) {
                throw new IllegalStateException("S3Proxy does not start", e);
            }
        }
    }
}
