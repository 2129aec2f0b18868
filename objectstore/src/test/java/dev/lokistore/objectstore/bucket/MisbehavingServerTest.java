package dev.lokistore.objectstore.bucket;

import static dev.lokistore.objectstore.testing.ObjectReaderContract.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lokistore.objectstore.CountingStore;
import dev.lokistore.objectstore.Credentials;
import dev.lokistore.objectstore.ObjectBody;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.Operation;
import dev.lokistore.objectstore.RetryPolicy;
import dev.lokistore.objectstore.SseCustomerKey;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.StoreException.Kind;
import dev.lokistore.objectstore.StoreOptions;
import dev.lokistore.objectstore.StoreUri;
import dev.lokistore.objectstore.StoreUri.Client;
import dev.lokistore.objectstore.Stores;
import dev.lokistore.objectstore.testing.Listings;
import dev.lokistore.objectstore.testing.StubServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What both clients make of a server that S3Proxy cannot be. */
class MisbehavingServerTest {
    private static final String ID = "AKIDTHATMUSTNOTSHOW";
    private static final String SECRET = "secret-that-must-not-show";
    private static final StoreOptions OPTIONS = StoreOptions.defaults()
            .withEnvironment(Map.of())
            .withCredentials(new Credentials.Fixed(ID, SECRET, "token-that-must-not-show"))
            .withTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(20))
            .withRetries(new RetryPolicy(3, Duration.ofMillis(1), Duration.ofMillis(2)));
    private static final StoreOptions IMPATIENT = OPTIONS.withTimeouts(Duration.ofMillis(300), Duration.ofMillis(300));

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }

    private StubServer server(StubServer.Answer... answers) throws IOException {
        StubServer server = new StubServer(answers);
        open.add(server);
        return server;
    }

    private CountingStore store(Client client, String address, StoreOptions options) throws IOException {
        CountingStore store = Stores.open(
                StoreUri.parse(
                        client == Client.AWS
                                ? "s3://b?region=us-east-1&secure=false&endpoint=" + address
                                : "minio://" + address + "/b?secure=false"),
                options);
        open.add(store);
        return store;
    }

    private static StoreException failure(ThrowingCallable call) {
        StoreException e = catchThrowableOfType(StoreException.class, call);
        assertThat(e).isNotNull();
        StringBuilder all = new StringBuilder();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            all.append(cause).append('\n');
        }
        assertThat(all.toString()).doesNotContain(ID).doesNotContain("must-not-show");
        return e;
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void busyThenWellIsRetried(Client client) throws Exception {
        StubServer server = server(
                StubServer.error(503, "SlowDown"),
                StubServer.error(500, "InternalError"),
                StubServer.object("content"));
        CountingStore store = store(client, server.address(), OPTIONS);

        assertThat(store.readAll(key("k"), 100)).asString().isEqualTo("content");
        assertThat(server.requests()).hasSize(3);
        assertThat(store.stats().requests(Operation.GET)).isEqualTo(3);
        assertThat(store.stats().retries()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void alwaysBusyIsGivenUp(Client client) throws Exception {
        StubServer server = server(StubServer.error(503, "SlowDown"));
        CountingStore store = store(client, server.address(), OPTIONS);

        StoreException e = failure(() -> store.readAll(key("k"), 100));
        assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(e).hasMessageContaining("SlowDown").hasMessageContaining("3 attempts");
        assertThat(server.requests()).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void brokenConnectionsAreRetried(Client client) throws Exception {
        StubServer server = server(StubServer.reset(), StubServer.hangUp(), StubServer.object("content"));
        CountingStore store = store(client, server.address(), OPTIONS);

        assertThat(store.readAll(key("k"), 100)).asString().isEqualTo("content");
        assertThat(server.requests()).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void silenceIsRetriedAndThenUnreachable(Client client) throws Exception {
        StubServer server = server(StubServer.stall());
        CountingStore store = store(client, server.address(), IMPATIENT);

        StoreException e = failure(() -> store.readAll(key("k"), 100));
        assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(e).hasMessageContaining("no answer in time");
        assertThat(server.requests()).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void shortBodiesAreRetried(Client client) throws Exception {
        StubServer server =
                server(StubServer.shortBody("cont", 7), StubServer.stallAfter("co", 7), StubServer.object("content"));
        CountingStore store = store(client, server.address(), IMPATIENT);

        assertThat(store.readAll(key("k"), 100)).asString().isEqualTo("content");
        assertThat(server.requests()).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void alwaysShortIsABadResponse(Client client) throws Exception {
        CountingStore store =
                store(client, server(StubServer.shortBody("cont", 7)).address(), OPTIONS);

        assertThat(failure(() -> store.readAll(key("k"), 100)).kind()).isEqualTo(Kind.BAD_RESPONSE);
        try (ObjectBody body = store.get(key("k"))) {
            assertThat(failure(() -> body.stream().readAllBytes()).kind()).isEqualTo(Kind.BAD_RESPONSE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "AWS, 403, AccessDenied, FORBIDDEN, s3:GetObject",
        "AWS, 403, InvalidAccessKeyId, BAD_CREDENTIALS, access key id",
        "AWS, 403, SignatureDoesNotMatch, BAD_CREDENTIALS, secret access key",
        "AWS, 400, ExpiredToken, BAD_CREDENTIALS, expired",
        "AWS, 400, InvalidToken, BAD_CREDENTIALS, session token",
        "AWS, 403, RequestTimeTooSkewed, BAD_CREDENTIALS, clock",
        "AWS, 404, NoSuchKey, NO_SUCH_OBJECT, some/key",
        "AWS, 404, NoSuchBucket, NO_SUCH_BUCKET, no such bucket: b",
        "AWS, 301, PermanentRedirect, WRONG_REGION, elsewhere",
        "AWS, 307, TemporaryRedirect, WRONG_REGION, elsewhere",
        "AWS, 400, InvalidRequest, BAD_RESPONSE, said the server",
        "AWS, 501, NotImplemented, UNSUPPORTED, NotImplemented",
        "MINIO, 403, AccessDenied, FORBIDDEN, s3:GetObject",
        "MINIO, 403, InvalidAccessKeyId, BAD_CREDENTIALS, access key id",
        "MINIO, 403, SignatureDoesNotMatch, BAD_CREDENTIALS, secret access key",
        "MINIO, 400, ExpiredToken, BAD_CREDENTIALS, expired",
        "MINIO, 400, InvalidToken, BAD_CREDENTIALS, session token",
        "MINIO, 403, RequestTimeTooSkewed, BAD_CREDENTIALS, clock",
        "MINIO, 404, NoSuchKey, NO_SUCH_OBJECT, some/key",
        "MINIO, 404, NoSuchBucket, NO_SUCH_BUCKET, no such bucket: b",
        "MINIO, 301, PermanentRedirect, WRONG_REGION, elsewhere",
        "MINIO, 307, TemporaryRedirect, WRONG_REGION, elsewhere",
        "MINIO, 400, InvalidRequest, BAD_RESPONSE, said the server",
        "MINIO, 501, NotImplemented, UNSUPPORTED, NotImplemented",
    })
    void errorsAreToldApartAndNotRetried(Client client, int status, String code, Kind kind, String said)
            throws Exception {
        StubServer ofGet = server(StubServer.error(status, code));
        StoreException e = failure(() -> store(client, ofGet.address(), OPTIONS).readAll(key("some/key"), 100));
        assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind);
        assertThat(e).hasMessageContaining(said);
        assertThat(ofGet.requests()).hasSize(1);

        // HEAD says as much, by a GET
        StubServer ofHead = server(StubServer.noBody(status), StubServer.error(status, code));
        StoreException head =
                failure(() -> store(client, ofHead.address(), OPTIONS).head(key("some/key")));
        assertThat(head.kind()).as(head.getMessage()).isEqualTo(kind);
        assertThat(ofHead.requests().get(0).isMethod("HEAD")).isTrue();
        assertThat(ofHead.requests())
                .hasSize(status < 500 ? 2 : 1)
                .allSatisfy(request -> assertThat(request.isMethod("HEAD") || request.isMethod("GET"))
                        .isTrue());
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void theRightRegionIsNamed(Client client) throws Exception {
        StubServer redirect = server(StubServer.error(301, "PermanentRedirect", "x-amz-bucket-region: eu-central-1"));
        assertThat(failure(() -> store(client, redirect.address(), OPTIONS).readAll(key("k"), 1)))
                .hasMessageContaining("?region=eu-central-1");

        StubServer malformed = server(StubServer.answer(
                400,
                "<Error><Code>AuthorizationHeaderMalformed</Code><Message>The authorization header is malformed; the"
                        + " region 'us-east-1' is wrong; expecting 'eu-west-3'</Message><Region>eu-west-3</Region>"
                        + "</Error>",
                "Content-Type: application/xml"));
        StoreException e = failure(
                () -> Listings.keys(store(client, malformed.address(), OPTIONS).list("")));
        assertThat(e.kind()).isEqualTo(Kind.WRONG_REGION);
        assertThat(e).hasMessageContaining("?region=eu-west-3");
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void aRedirectIsNotFollowed(Client client) throws Exception {
        StubServer other = server(StubServer.object("stolen"));
        StubServer server = server(StubServer.answer(302, "", "Location: http://" + other.address() + "/b/k"));

        StoreException e =
                failure(() -> store(client, server.address(), OPTIONS).readAll(key("k"), 100));
        assertThat(e.kind()).isEqualTo(Kind.WRONG_REGION);
        assertThat(other.requests()).isEmpty();
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void garbageIsABadResponse(Client client) throws Exception {
        for (String body : List.of(
                "",
                "not xml",
                "<ListBucketResult><Name>b</Name><Contents><Key>k</Key><Size>1</Size>"
                        + "<LastModified>yesterday</LastModified></Contents></ListBucketResult>",
                "<ListBucketResult><Name>b</Name><Contents><Key>k</Key><Size>-5</Size></Contents></ListBucketResult>",
                "<ListBucketResult><Name>b</Name><Contents><Key>k</Key><Size>9x</Size></Contents></ListBucketResult>",
                "<ListBucketResult><Name>b</Name><Contents><Size>1</Size></Contents></ListBucketResult>",
                "<html><body>Please log in</body></html>",
                "<!DOCTYPE html><html><body>Log in<br></body></html>",
                "<ListBucketResult><Name>b</Name><IsTruncated>true</IsTruncated></ListBucketResult>",
                "<ListBucketResult><Name>b</Name><Contents><Key>k</Key><Size>x</Size>",
                "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY y SYSTEM \"file:///etc/passwd\">]>"
                        + "<ListBucketResult><Name>&y;</Name></ListBucketResult>")) {
            StubServer server = server(StubServer.answer(200, body, "Content-Type: application/xml"));
            CountingStore store = store(client, server.address(), OPTIONS);
            StoreException e = failure(() -> Listings.keys(store.list("")));
            assertThat(e.kind()).as("%s: %s", body, e.getMessage()).isEqualTo(Kind.BAD_RESPONSE);
            assertThat(server.requests()).as(body).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void pagesOfHtmlAreNoAnswersOfS3(Client client) throws Exception {
        String page = "<html><head><title>404</title></head><body>nginx</body></html>";
        CountingStore notFound = store(
                client,
                server(StubServer.answer(404, page, "Content-Type: text/html")).address(),
                OPTIONS);
        assertThat(failure(() -> notFound.readAll(key("k"), 1)).kind()).isEqualTo(Kind.BAD_RESPONSE);
        assertThat(failure(() -> Listings.keys(notFound.list(""))).kind()).isEqualTo(Kind.BAD_RESPONSE);
        StubServer gateway = server(StubServer.answer(502, page, "Content-Type: text/html"));
        assertThat(failure(() -> store(client, gateway.address(), OPTIONS).readAll(key("k"), 1))
                        .kind())
                .isEqualTo(Kind.UNAVAILABLE);
        assertThat(gateway.requests()).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void aListingGoesOnWhereAPageFailed(Client client) throws Exception {
        StubServer server = server(
                StubServer.page("t1", "a", "b"),
                StubServer.error(503, "SlowDown"),
                StubServer.reset(),
                StubServer.page("t2", "c"),
                StubServer.page("", "d"));
        CountingStore store = store(client, server.address(), OPTIONS);

        assertThat(Listings.keys(store.list(""))).containsExactly("a", "b", "c", "d");
        assertThat(server.requests()).hasSize(5);
        assertThat(server.requests().get(3).line()).contains("continuation-token=t1");
        assertThat(server.requests().get(4).line()).contains("continuation-token=t2");
        assertThat(store.stats().requests(Operation.LIST)).isEqualTo(5);
        assertThat(store.stats().retries()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void aListingThatDoesNotProceedIsABadResponse(Client client) throws Exception {
        StubServer server = server(StubServer.page("again", "a"));
        CountingStore store = store(client, server.address(), OPTIONS);

        assertThat(failure(() -> Listings.keys(store.list(""))).kind()).isEqualTo(Kind.BAD_RESPONSE);
        assertThat(server.requests()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void aServerWithoutRangesIsReadAllTheSame(Client client) throws Exception {
        CountingStore store =
                store(client, server(StubServer.object("0123456789")).address(), OPTIONS);

        assertThat(store.read(key("k"), 3, 4)).asString().isEqualTo("3456");
        assertThat(store.read(key("k"), 8, 4)).asString().isEqualTo("89");
        assertThat(store.read(key("k"), 18, 4)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void theWrongRangeIsABadResponse(Client client) throws Exception {
        StubServer server = server(StubServer.answer(206, "0123", "Content-Range: bytes 0-3/10", "ETag: \"e\""));
        CountingStore store = store(client, server.address(), OPTIONS);

        assertThat(failure(() -> store.read(key("k"), 3, 4)).kind()).isEqualTo(Kind.BAD_RESPONSE);
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void anInterruptStopsAWaitingRequestAtOnce(Client client) throws Exception {
        StubServer server = server(StubServer.stall());
        CountingStore store =
                store(client, server.address(), OPTIONS.withTimeouts(Duration.ofMinutes(10), Duration.ofMinutes(10)));
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            CountDownLatch started = new CountDownLatch(1);
            Future<Kind> kind = threads.submit(() -> {
                Thread waiting = Thread.currentThread();
                Thread interrupter = new Thread(() -> {
                    while (server.requests().isEmpty()) {
                        Thread.onSpinWait();
                    }
                    waiting.interrupt();
                });
                interrupter.start();
                started.countDown();
                return failure(() -> store.readAll(key("k"), 1)).kind();
            });
            started.await();
            assertThat(kind.get()).isEqualTo(Kind.INTERRUPTED);
            assertThat(server.requests()).hasSize(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void aRefusedConnectionIsUnreachable(Client client) throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0)) {
            port = taken.getLocalPort();
        }
        CountingStore store = store(client, "127.0.0.1:" + port, OPTIONS);
        StoreException e = failure(() -> store.readAll(key("k"), 1));
        assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(e).hasMessageContaining("refused");
        assertThat(store.stats().retries()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void anUnknownProfileIsNoCredentials(Client client) throws Exception {
        StubServer server = server(StubServer.object("x"));
        StoreOptions options = OPTIONS.withCredentials(new Credentials.Profile("no-such-profile"));
        StoreException e =
                failure(() -> store(client, server.address(), options).readAll(key("k"), 1));

        assertThat(e.kind()).as(e.getMessage()).isEqualTo(Kind.BAD_CREDENTIALS);
        assertThat(server.requests()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void anUnknownHostIsUnreachable(Client client) throws Exception {
        StoreException e = failure(
                () -> store(client, "no-such-host.invalid:9000", OPTIONS).readAll(key("k"), 1));
        assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(e).hasMessageContaining("no-such-host.invalid");
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void tlsToAPlainServerIsATlsFailure(Client client) throws Exception {
        StubServer server = server(StubServer.object("x"));
        // speaks HTTP without having read a request line
        try (ServerSocket plain = new ServerSocket(0)) {
            Thread thread = new Thread(() -> {
                try (var socket = plain.accept()) {
                    socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes());
                } catch (IOException e) {
                    // the client went away
                }
            });
            thread.setDaemon(true);
            thread.start();
            String address = "127.0.0.1:" + plain.getLocalPort();
            StoreUri uri = StoreUri.parse(
                    client == Client.AWS ? "s3://b?region=x&endpoint=" + address : "minio://" + address + "/b");
            CountingStore store = Stores.open(uri, OPTIONS);
            open.add(store);
            StoreException e = failure(() -> store.readAll(key("k"), 1));
            assertThat(e.kind()).as(e.getMessage()).isEqualTo(Kind.TLS);
            assertThat(e).hasMessageContaining("secure=false");
            assertThat(server.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void aCustomerKeyGoesWithGetHeadAndPut(Client client) throws Exception {
        StubServer server = server(StubServer.object("x"));
        SseCustomerKey sse = SseCustomerKey.of(new byte[32]);
        CountingStore store = store(client, server.address(), OPTIONS.withSseCustomerKey(sse));
        store.readAll(key("k"), 1);
        store.put(key("k"), new byte[1]);
        store.head(key("k"));

        assertThat(server.requests())
                .hasSize(3)
                .allSatisfy(request -> assertThat(request.headers())
                        .anyMatch(h -> h.equals("x-amz-server-side-encryption-customer-algorithm: AES256"))
                        .anyMatch(h -> h.equals("x-amz-server-side-encryption-customer-key: " + sse.base64()))
                        .anyMatch(h -> h.equals("x-amz-server-side-encryption-customer-key-md5: " + sse.md5Base64())));
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void puttingSendsNoNewFangledChecksum(Client client) throws Exception {
        StubServer server = server(StubServer.object(""));
        store(client, server.address(), OPTIONS).put(key("k"), new byte[10]);

        assertThat(server.requests().get(0).headers())
                .noneMatch(h -> h.startsWith("x-amz-checksum-"))
                .noneMatch(h -> h.startsWith("x-amz-sdk-checksum-algorithm"))
                .noneMatch(h -> h.startsWith("content-encoding: aws-chunked"))
                .anyMatch(h -> h.equals("x-amz-security-token: token-that-must-not-show"));
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void aPutThatWasCarriedOutBeforeTheConnectionBrokeCounts(Client client) throws Exception {
        StubServer server =
                server(StubServer.reset(), StubServer.error(412, "PreconditionFailed"), StubServer.object("mine"));
        CountingStore store = store(client, server.address(), OPTIONS);

        assertThat(store.putIfAbsent(key("lock"), "mine".getBytes()).sizeBytes())
                .isEqualTo(4);
        StubServer taken =
                server(StubServer.reset(), StubServer.error(412, "PreconditionFailed"), StubServer.object("them"));
        assertThat(failure(() -> store(client, taken.address(), OPTIONS).putIfAbsent(key("lock"), "mine".getBytes()))
                        .kind())
                .isEqualTo(Kind.ALREADY_EXISTS);
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void keysThatABatchCouldNotDeleteAreNamed(Client client) throws Exception {
        StubServer server = server(StubServer.answer(
                200,
                "<DeleteResult><Error><Key>b</Key><Code>AccessDenied</Code><Message>no</Message></Error></DeleteResult>",
                "Content-Type: application/xml"));
        Map<ObjectKey, StoreException> failures =
                store(client, server.address(), OPTIONS).delete(List.of(key("a"), key("b")));

        assertThat(failures).containsOnlyKeys(key("b"));
        assertThat(failures.get(key("b")).kind()).isEqualTo(Kind.FORBIDDEN);
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void withoutBatchesKeysAreDeletedOneByOne(Client client) throws Exception {
        StubServer server = server(
                StubServer.error(501, "NotImplemented"),
                StubServer.noBody(204),
                StubServer.noBody(200),
                StubServer.error(403, "AccessDenied"));
        Map<ObjectKey, StoreException> failures =
                store(client, server.address(), OPTIONS).delete(List.of(key("a"), key("b"), key("c")));

        assertThat(failures).containsOnlyKeys(key("c"));
        assertThat(server.requests()).hasSize(4);
        assertThat(server.requests().get(1).isMethod("DELETE")).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void keysThatNoUrlDecoderTakesAreABadAnswerWithItsSubject(Client client) throws Exception {
        String xml = "<ListBucketResult><Name>b</Name><IsTruncated>false</IsTruncated><EncodingType>url</EncodingType>"
                + "<Contents><Key>a%ZZ</Key><Size>5</Size><LastModified>2026-11-20T00:00:00.000Z</LastModified>"
                + "</Contents></ListBucketResult>";
        StubServer server = server(StubServer.answer(200, xml, "Content-Type: application/xml"));
        CountingStore store = store(client, server.address(), OPTIONS);

        StoreException e = failure(() -> Listings.keys(store.list("")));
        assertThat(e.kind()).isEqualTo(Kind.BAD_RESPONSE);
        assertThat(e).hasMessageContaining("LIST ''").hasMessageContaining("client library");
    }
}
