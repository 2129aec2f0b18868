package dev.lokistore.objectstore.bucket;

import static dev.lokistore.objectstore.testing.ObjectReaderContract.assertKind;
import static dev.lokistore.objectstore.testing.ObjectReaderContract.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lokistore.objectstore.CountingStore;
import dev.lokistore.objectstore.Credentials;
import dev.lokistore.objectstore.ListEntry;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.Operation;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.StoreException.Kind;
import dev.lokistore.objectstore.StoreOptions;
import dev.lokistore.objectstore.StoreUri;
import dev.lokistore.objectstore.Stores;
import dev.lokistore.objectstore.testing.Listings;
import dev.lokistore.objectstore.testing.ObjectStoreContract;
import dev.lokistore.objectstore.testing.S3TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What both clients do with a real server over HTTP, opened as commands open them. */
abstract class BucketContract implements ObjectStoreContract {
    private static final int MANY = 10_050;

    private final List<ObjectStore> opened = new ArrayList<>();

    abstract StoreUri.Client client();

    @Override
    public boolean ordersByUtf8() {
        return false;
    }

    @Override
    public ObjectStore emptyStore() throws IOException {
        return emptyBucket("");
    }

    private CountingStore emptyBucket(String prefix) throws IOException {
        String bucket = "b" + UUID.randomUUID();
        S3TestServer.shared().createBucket(bucket);
        return open(S3TestServer.shared(), bucket + prefix, S3TestServer.options());
    }

    private CountingStore open(S3TestServer server, String bucket, StoreOptions options) throws IOException {
        CountingStore store = Stores.open(server.uri(client(), bucket), options);
        opened.add(store);
        return store;
    }

    @AfterEach
    void closeStores() throws IOException {
        for (ObjectStore store : opened) {
            store.close();
        }
    }

    @Test
    void aPrefixIsNoPartOfTheKeys() throws Exception {
        CountingStore store = emptyBucket("/some/where +1");
        store.put(key("a/b"), new byte[] {1});
        store.put(key("c"), new byte[] {1});
        String uri = store.name();
        ObjectStore whole = Stores.open(StoreUri.parse(uri.replace("/some/where%20%2B1/", "")), S3TestServer.options());
        opened.add(whole);

        assertThat(Listings.keys(store.list(""))).containsExactly("a/b", "c");
        assertThat(Listings.keys(store.list("", "a/b"))).containsExactly("c");
        assertThat(Listings.names(store.listLevel(""))).containsExactly("a/", "c");
        assertThat(Listings.keys(whole.list(""))).containsExactly("some/where +1/a/b", "some/where +1/c");
        assertThat(store.delete(List.of(key("a/b"), key("c")))).isEmpty();
        assertThat(Listings.keys(whole.list(""))).isEmpty();
    }

    @Test
    void moreThanTenThousandKeysAreListedPageByPageAndDeletedInBatches(@TempDir Path root) throws Exception {
        Path bucket = Files.createDirectory(root.resolve("many"));
        TreeSet<String> keys = new TreeSet<>();
        for (int i = 0; i < MANY; i++) {
            String key = "t/" + Integer.toHexString(i % 16) + "/" + i + ":x";
            Path file = bucket.resolve(key);
            Files.createDirectories(file.getParent());
            Files.createFile(file);
            keys.add(key);
        }
        try (S3TestServer server = S3TestServer.serving(root)) {
            CountingStore store = open(server, "many", S3TestServer.options());

            assertThat(Listings.keys(store.list(""))).containsExactlyElementsOf(keys);
            assertThat(store.stats().requests(Operation.LIST)).isEqualTo(MANY / 1000 + 1);
            assertThat(store.stats().allRequests()).isEqualTo(MANY / 1000 + 1);

            List<String> prefixes = Listings.names(store.listLevel("t/"));
            assertThat(prefixes).hasSize(16);
            List<ObjectKey> some = keys.stream().limit(1001).map(ObjectKey::of).toList();
            assertThat(store.delete(some)).isEmpty();
            assertThat(store.stats().requests(Operation.DELETE)).isEqualTo(2);
            assertThat(Listings.keys(store.list("t/0/"))).isEmpty();
        }
    }

    @Test
    void aWrongAccessKeyIdIsToldFromAWrongSecret() throws Exception {
        CountingStore good = emptyBucket("");
        good.put(key("k"), new byte[1]);
        StoreUri uri = StoreUri.parse(good.name());
        Credentials unknown = new Credentials.Fixed("nobody-knows-me", S3TestServer.SECRET_ACCESS_KEY, null);
        Credentials wrong = new Credentials.Fixed(S3TestServer.ACCESS_KEY_ID, "not-the-secret-at-all", null);
        for (Credentials credentials : List.of(unknown, wrong)) {
            CountingStore store = Stores.open(uri, S3TestServer.options().withCredentials(credentials));
            opened.add(store);
            String expected = credentials == unknown ? "access key id" : "secret access key";
            for (StoreException e : failures(store)) {
                assertThat(e.kind()).as(e.getMessage()).isEqualTo(Kind.BAD_CREDENTIALS);
                assertThat(e).hasMessageContaining(expected);
                assertThat(allMessages(e))
                        .doesNotContain("nobody-knows-me")
                        .doesNotContain("not-the-secret")
                        .doesNotContain(S3TestServer.ACCESS_KEY_ID)
                        .doesNotContain(S3TestServer.SECRET_ACCESS_KEY);
            }
            assertThat(store.stats().retries()).isZero();
        }
    }

    /** What each operation fails with. */
    private static List<StoreException> failures(ObjectStore store) {
        List<StoreException> failures = new ArrayList<>();
        failures.add(catchThrowableOfType(StoreException.class, () -> Listings.keys(store.list(""))));
        failures.add(catchThrowableOfType(StoreException.class, () -> store.head(key("k"))));
        failures.add(catchThrowableOfType(StoreException.class, () -> store.get(key("k"))));
        failures.add(catchThrowableOfType(StoreException.class, () -> store.read(key("k"), 0, 1)));
        failures.add(catchThrowableOfType(StoreException.class, () -> store.put(key("k"), new byte[1])));
        return failures;
    }

    private static String allMessages(Throwable e) {
        StringBuilder messages = new StringBuilder();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            messages.append(cause).append('\n');
        }
        return messages.toString();
    }

    @Test
    void aMissingBucketIsToldFromAMissingObject() throws Exception {
        CountingStore store = open(S3TestServer.shared(), "no-such-bucket-here", S3TestServer.options());
        for (StoreException e : failures(store)) {
            assertThat(e.kind()).as(e.getMessage()).isEqualTo(Kind.NO_SUCH_BUCKET);
            assertThat(e).hasMessageContaining("no-such-bucket-here");
        }
        assertKind(Kind.NO_SUCH_OBJECT, () -> emptyStore().head(key("k")));
    }

    @Test
    void anonymousRequestsAreNotSigned() throws Exception {
        StoreOptions anonymous = S3TestServer.options().withCredentials(new Credentials.Anonymous());
        try (S3TestServer server = S3TestServer.inMemoryForAnyone()) {
            server.createBucket("open");
            CountingStore store = open(server, "open", anonymous);
            store.put(key("k:1"), new byte[] {7});

            assertThat(store.readAll(key("k:1"), 1)).containsExactly(7);
            assertThat(Listings.keys(store.list(""))).containsExactly("k:1");
        }
        CountingStore good = emptyBucket("");
        good.put(key("k"), new byte[1]);
        StoreUri uri = StoreUri.parse(good.name());
        ObjectStore closed = Stores.open(uri, anonymous);
        opened.add(closed);
        assertKind(Kind.FORBIDDEN, () -> closed.readAll(key("k"), 1));
        assertKind(Kind.FORBIDDEN, () -> closed.head(key("k")));
        assertKind(Kind.FORBIDDEN, () -> Listings.keys(closed.list("")));
    }

    @Test
    void countersTellRequestsAndBytes() throws Exception {
        CountingStore store = emptyBucket("");
        store.put(key("k"), new byte[100]);
        store.readAll(key("k"), 1000);
        store.read(key("k"), 90, 50);
        store.head(key("k"));
        Listings.<ListEntry>all(store.listLevel(""));

        assertThat(store.stats().requests())
                .isEqualTo(Map.of(
                        Operation.PUT,
                        1L,
                        Operation.GET,
                        1L,
                        Operation.READ,
                        1L,
                        Operation.HEAD,
                        1L,
                        Operation.LIST,
                        1L));
        assertThat(store.stats().bytesRead()).isEqualTo(110);
        assertThat(store.stats().bytesWritten()).isEqualTo(100);
    }
}
