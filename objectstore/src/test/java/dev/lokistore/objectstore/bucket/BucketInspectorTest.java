package dev.lokistore.objectstore.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lokistore.objectstore.BucketInspector;
import dev.lokistore.objectstore.BucketInspector.Versioning;
import dev.lokistore.objectstore.CountingStore;
import dev.lokistore.objectstore.Credentials;
import dev.lokistore.objectstore.LifecycleRule;
import dev.lokistore.objectstore.NoncurrentVersions;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectLock;
import dev.lokistore.objectstore.ObjectVersion;
import dev.lokistore.objectstore.Operation;
import dev.lokistore.objectstore.RetryPolicy;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.StoreException.Kind;
import dev.lokistore.objectstore.StoreOptions;
import dev.lokistore.objectstore.StoreUri;
import dev.lokistore.objectstore.StoreUri.Client;
import dev.lokistore.objectstore.Stores;
import dev.lokistore.objectstore.testing.S3TestServer;
import dev.lokistore.objectstore.testing.StubServer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What both clients make of a bucket's answers about itself: as AWS and MinIO give them, and as S3Proxy does. */
class BucketInspectorTest {
    private static final String XML = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    private static final String NAMESPACE = " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";
    private static final String SECRET = "secret-that-must-not-show";

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

    private BucketInspector inspector(Client client, StubServer server) throws IOException {
        return store(client, server).inspector().orElseThrow();
    }

    private CountingStore store(Client client, StubServer server) throws IOException {
        String uri = client == Client.AWS
                ? "s3://b/some/prefix?region=us-east-1&secure=false&endpoint=" + server.address()
                : "minio://" + server.address() + "/b/some/prefix?secure=false";
        StoreOptions options = StoreOptions.defaults()
                .withEnvironment(Map.of())
                .withCredentials(new Credentials.Fixed("AKIDTHATMUSTNOTSHOW", SECRET, null))
                .withRetries(new RetryPolicy(3, Duration.ofMillis(1), Duration.ofMillis(2)));
        CountingStore store = Stores.open(StoreUri.parse(uri), options);
        open.add(store);
        return store;
    }

    private static StubServer.Answer xml(String body) {
        return StubServer.answer(200, XML + body, "Content-Type: application/xml");
    }

    private static Kind kind(ThrowingCallable call) {
        StoreException e = catchThrowableOfType(StoreException.class, call);
        assertThat(e).isNotNull();
        assertThat(e.toString()).doesNotContain(SECRET).doesNotContain("MUSTNOTSHOW");
        return e.kind();
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void versioningIsOffEnabledOrSuspended(Client client) throws Exception {
        String tag = "VersioningConfiguration";
        StubServer server = server(
                xml("<" + tag + NAMESPACE + "/>"),
                xml("<" + tag + NAMESPACE + "><Status>Enabled</Status></" + tag + ">"),
                xml("<" + tag + NAMESPACE + "><Status>Suspended</Status></" + tag + ">"));
        BucketInspector inspector = inspector(client, server);

        assertThat(inspector.versioning()).isEqualTo(Versioning.OFF);
        assertThat(inspector.versioning()).isEqualTo(Versioning.ENABLED);
        assertThat(inspector.versioning()).isEqualTo(Versioning.SUSPENDED);
        assertThat(server.requests())
                .allMatch(request -> request.isMethod("GET")
                        && request.line().contains("/b?")
                        && request.line().contains("versioning"));
        assertThat(inspector.bucket()).isEqualTo("b");
        assertThat(inspector.prefix()).isEqualTo("some/prefix/");
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void lifecycleRulesAreUnderstood(Client client) throws Exception {
        StubServer server = server(xml("<LifecycleConfiguration" + NAMESPACE + ">"
                + "<Rule><ID>old index</ID><Filter><Prefix>index/</Prefix></Filter><Status>Enabled</Status>"
                + "<Expiration><Days>30</Days></Expiration></Rule>"
                + "<Rule><ID>tags</ID><Filter><And><Prefix>a/</Prefix><Tag><Key>k</Key><Value>v</Value></Tag></And></Filter>"
                + "<Status>Disabled</Status><Expiration><Date>2027-01-01T00:00:00.000Z</Date></Expiration></Rule>"
                + "<Rule><ID>versions</ID><Filter><Prefix></Prefix></Filter><Status>Enabled</Status>"
                + "<NoncurrentVersionExpiration><NoncurrentDays>7</NoncurrentDays></NoncurrentVersionExpiration></Rule>"
                + "<Rule><ID>cold</ID><Filter><Prefix>z</Prefix></Filter><Status>Enabled</Status>"
                + "<Transition><Days>90</Days><StorageClass>GLACIER</StorageClass></Transition></Rule>"
                + "</LifecycleConfiguration>"));

        assertThat(inspector(client, server).lifecycle())
                .containsExactly(
                        new LifecycleRule("old index", true, "index/", false, 30, null, null, null),
                        new LifecycleRule(
                                "tags", false, "a/", true, null, Instant.parse("2027-01-01T00:00:00Z"), null, null),
                        new LifecycleRule("versions", true, "", false, null, null, 7, null),
                        new LifecycleRule("cold", true, "z", false, null, null, null, "GLACIER"));
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void noRulesNoPolicyAndNoLockAreAnswers(Client client) throws Exception {
        StubServer server = server(
                StubServer.error(404, "NoSuchLifecycleConfiguration"),
                StubServer.error(404, "NoSuchBucketPolicy"),
                StubServer.error(404, "ObjectLockConfigurationNotFoundError"));
        BucketInspector inspector = inspector(client, server);

        assertThat(inspector.lifecycle()).isEmpty();
        assertThat(inspector.policy()).isEmpty();
        assertThat(inspector.objectLock()).isEmpty();
        assertThat(server.requests()).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void policyIsHandedOutAsItIs(Client client) throws Exception {
        String policy = "{\"Version\":\"2012-10-17\",\"Statement\":[]}";
        StubServer server = server(StubServer.answer(200, policy, "Content-Type: application/json"));

        assertThat(inspector(client, server).policy()).contains(policy);
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void objectLockTellsItsRetention(Client client) throws Exception {
        StubServer server = server(
                xml("<ObjectLockConfiguration" + NAMESPACE + "><ObjectLockEnabled>Enabled</ObjectLockEnabled>"
                        + "<Rule><DefaultRetention><Mode>COMPLIANCE</Mode><Days>30</Days></DefaultRetention></Rule>"
                        + "</ObjectLockConfiguration>"),
                xml("<ObjectLockConfiguration" + NAMESPACE + "><ObjectLockEnabled>Enabled</ObjectLockEnabled>"
                        + "</ObjectLockConfiguration>"));
        BucketInspector inspector = inspector(client, server);

        ObjectLock lock = inspector.objectLock().orElseThrow();
        assertThat(lock.retention()).startsWith("COMPLIANCE for 30").containsIgnoringCase("days");
        assertThat(inspector.objectLock()).contains(new ObjectLock(""));
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void oldVersionsAreCountedOverAllPages(Client client) throws Exception {
        StubServer server = server(versions(true), versions(false));
        CountingStore store = store(client, server);

        assertThat(store.inspector().orElseThrow().noncurrent(10)).isEqualTo(new NoncurrentVersions(2, 200, 2, true));
        assertThat(server.requests()).hasSize(2);
        assertThat(server.requests().get(0).line()).contains("versions").contains("prefix=some%2Fprefix%2F");
        assertThat(server.requests().get(1).line()).contains("key-marker=some%2Fprefix%2Fb");
        assertThat(store.stats().requests(Operation.INSPECT)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void countingVersionsStopsAtTheLimit(Client client) throws Exception {
        StubServer server = server(versions(true), versions(false));

        assertThat(inspector(client, server).noncurrent(1)).isEqualTo(new NoncurrentVersions(1, 100, 1, false));
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void versionsOfOneObjectAreThoseOfItsKeyAlone(Client client) throws Exception {
        StubServer server = server(versions(true), versions(false));
        BucketInspector inspector = inspector(client, server);

        assertThat(inspector.versions(ObjectKey.of("a")))
                .containsExactly(
                        new ObjectVersion("v40", 40, false, true), new ObjectVersion("v100", 100, false, false));
        assertThat(server.requests()).as("the next page is about other keys").hasSize(1);
        StubServer marked = server(versions(false));
        assertThat(inspector(client, marked).versions(ObjectKey.of("b")))
                .containsExactly(new ObjectVersion("d", 0, true, true));
    }

    private static StubServer.Answer versions(boolean more) {
        String key = "some/prefix/" + (more ? "a" : "c");
        return xml("<ListVersionsResult" + NAMESPACE + "><Name>b</Name><Prefix>some/prefix/</Prefix>"
                + "<MaxKeys>1000</MaxKeys><IsTruncated>" + more + "</IsTruncated>"
                + (more
                        ? "<NextKeyMarker>some/prefix/b</NextKeyMarker><NextVersionIdMarker>v9</NextVersionIdMarker>"
                        : "")
                + version(key, true, 40) + version(key, false, 100)
                + "<DeleteMarker><Key>some/prefix/b</Key><VersionId>d</VersionId><IsLatest>true</IsLatest>"
                + "<LastModified>2026-10-21T07:28:00.000Z</LastModified></DeleteMarker></ListVersionsResult>");
    }

    private static String version(String key, boolean latest, int size) {
        return "<Version><Key>" + key + "</Key><VersionId>v" + size + "</VersionId><IsLatest>" + latest
                + "</IsLatest><LastModified>2026-10-21T07:28:00.000Z</LastModified><ETag>\"e\"</ETag><Size>" + size
                + "</Size><StorageClass>STANDARD</StorageClass></Version>";
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void forbiddenIsNotNoneAndNamesThePermission(Client client) throws Exception {
        BucketInspector inspector = inspector(client, server(StubServer.error(403, "AccessDenied")));

        assertThat(kind(inspector::lifecycle)).isEqualTo(Kind.FORBIDDEN);
        assertThat(kind(inspector::policy)).isEqualTo(Kind.FORBIDDEN);
        assertThat(kind(inspector::objectLock)).isEqualTo(Kind.FORBIDDEN);
        assertThat(kind(() -> inspector.noncurrent(1))).isEqualTo(Kind.FORBIDDEN);
        assertThat(catchThrowableOfType(StoreException.class, inspector::versioning))
                .hasMessageContaining("s3:GetBucketVersioning");
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void whatServersDoNotHaveIsUnsupported(Client client) throws Exception {
        BucketInspector inspector = inspector(
                client,
                server(
                        StubServer.error(501, "NotImplemented"),
                        StubServer.error(405, "MethodNotAllowed"),
                        StubServer.error(404, "NoSuchKey")));

        assertThat(kind(inspector::versioning)).isEqualTo(Kind.UNSUPPORTED);
        assertThat(kind(inspector::policy)).isEqualTo(Kind.UNSUPPORTED);
        assertThat(kind(inspector::objectLock)).isEqualTo(Kind.UNSUPPORTED);
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void missingBucketAndBusyServerAreWhatTheyAreElsewhere(Client client) throws Exception {
        StubServer missing = server(StubServer.error(404, "NoSuchBucket"));
        StubServer busy = server(StubServer.error(503, "SlowDown"));

        assertThat(kind(inspector(client, missing)::lifecycle)).isEqualTo(Kind.NO_SUCH_BUCKET);
        assertThat(kind(inspector(client, busy)::versioning)).isEqualTo(Kind.UNAVAILABLE);
        assertThat(busy.requests()).hasSize(3);
    }

    /** S3Proxy has none of them: no answer of it may pass for "none". */
    @ParameterizedTest
    @EnumSource(Client.class)
    void realServerWithoutTheseFeaturesSaysSo(Client client) throws Exception {
        String bucket = "b" + UUID.randomUUID();
        S3TestServer.shared().createBucket(bucket);
        CountingStore store = Stores.open(S3TestServer.shared().uri(client, bucket), S3TestServer.options());
        open.add(store);
        BucketInspector inspector = store.inspector().orElseThrow();

        assertThat(kind(inspector::lifecycle)).isEqualTo(Kind.UNSUPPORTED);
        assertThat(kind(inspector::objectLock)).isEqualTo(Kind.UNSUPPORTED);
    }
}
