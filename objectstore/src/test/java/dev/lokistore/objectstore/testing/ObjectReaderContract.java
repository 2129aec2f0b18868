package dev.lokistore.objectstore.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.objectstore.ObjectBody;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.StoreException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What every {@link ObjectReader} does. */
public interface ObjectReaderContract {
    /** A reader of a store that holds exactly these objects; the test class closes it. */
    ObjectReader reader(Map<String, byte[]> objects) throws Exception;

    /** Whether keys beyond U+FFFF come last; S3Proxy's come before U+E000, as Java compares. */
    default boolean ordersByUtf8() {
        return true;
    }

    private ObjectReader holding(String... keys) throws Exception {
        return holding(Arrays.asList(keys));
    }

    private ObjectReader holding(Collection<String> keys) throws Exception {
        Map<String, byte[]> objects = new LinkedHashMap<>();
        keys.forEach(key -> objects.put(key, key.getBytes(StandardCharsets.UTF_8)));
        return reader(objects);
    }

    static void assertKind(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
    }

    static ObjectKey key(String value) {
        return ObjectKey.of(value);
    }

    @Test
    default void listsInTheOrderOfUtf8Bytes() throws Exception {
        // '-' and '.' come before '/', '0' after it; U+FF5E is before U+1F600, but not for Java's own order
        List<String> ordered =
                new ArrayList<>(List.of("A", "a-b", "a.b", "a/b", "a/c/d", "a0b", "ab", "b", "é", "\uFF5E"));
        if (ordersByUtf8()) {
            ordered.add("\uD83D\uDE00");
        }
        List<String> shuffled = new ArrayList<>(ordered);
        Collections.shuffle(shuffled, new Random(1));

        assertThat(Listings.keys(holding(shuffled).list(""))).isEqualTo(ordered);
    }

    @Test
    default void anEmptyStoreListsNothing() throws Exception {
        ObjectReader reader = holding();

        assertThat(Listings.keys(reader.list(""))).isEmpty();
        assertThat(Listings.keys(reader.list("a/"))).isEmpty();
        assertThat(Listings.names(reader.listLevel(""))).isEmpty();
    }

    @Test
    default void aPrefixMayEndAnywhere() throws Exception {
        ObjectReader reader = holding("fake/1a/x", "fake/1b/y", "fake/2/z", "fake2/1/w", "other");

        assertThat(Listings.keys(reader.list("fake/1"))).containsExactly("fake/1a/x", "fake/1b/y");
        assertThat(Listings.keys(reader.list("fake"))).hasSize(4);
        assertThat(Listings.keys(reader.list("fake/"))).hasSize(3);
        assertThat(Listings.keys(reader.list("fake/1a/x"))).containsExactly("fake/1a/x");
        assertThat(Listings.keys(reader.list("fake/1a/x/"))).isEmpty();
        assertThat(Listings.keys(reader.list("nothing/here"))).isEmpty();
    }

    @Test
    default void aListingStartsAfterAKeyThatNeedNotExist() throws Exception {
        ObjectReader reader = holding("a/1", "a/2", "a/3/x", "a/3/y", "b");

        assertThat(Listings.keys(reader.list("", "a/2"))).containsExactly("a/3/x", "a/3/y", "b");
        assertThat(Listings.keys(reader.list("", "a/25"))).containsExactly("a/3/x", "a/3/y", "b");
        assertThat(Listings.keys(reader.list("a/", "a/3/x"))).containsExactly("a/3/y");
        assertThat(Listings.keys(reader.list("a/", "A"))).hasSize(4);
        assertThat(Listings.keys(reader.list("a/", "b"))).isEmpty();
        assertThat(Listings.keys(reader.list("", "a/3/"))).containsExactly("a/3/x", "a/3/y", "b");
        assertThat(Listings.keys(reader.list("", "a/3/y"))).containsExactly("b");
    }

    @Test
    default void aLevelShowsObjectsAndFoldersInOrder() throws Exception {
        ObjectReader reader = holding("a.b", "a/b", "a/c/d", "a/c/e", "a0", "z");

        assertThat(Listings.names(reader.listLevel(""))).containsExactly("a.b", "a/", "a0", "z");
        assertThat(Listings.names(reader.listLevel("a/"))).containsExactly("a/b", "a/c/");
        assertThat(Listings.names(reader.listLevel("a/c/"))).containsExactly("a/c/d", "a/c/e");
        assertThat(Listings.names(reader.listLevel("x/"))).isEmpty();
    }

    @Test
    default void listingAndHeadTellTheSame() throws Exception {
        ObjectReader reader = reader(Map.of("some/key", new byte[1234]));

        ObjectInfo listed = Listings.all(reader.list("")).get(0);
        ObjectInfo head = reader.head(key("some/key"));
        assertThat(head.sizeBytes()).isEqualTo(1234).isEqualTo(listed.sizeBytes());
        assertThat(head.etag()).isNotEmpty().doesNotContain("\"").isEqualTo(listed.etag());
        assertThat(head.lastModified().getEpochSecond())
                .isEqualTo(listed.lastModified().getEpochSecond())
                .isPositive();
        try (ObjectBody body = reader.get(key("some/key"))) {
            assertThat(body.info().sizeBytes()).isEqualTo(1234);
            assertThat(body.info().etag()).isEqualTo(head.etag());
        }
    }

    @Test
    default void strangeKeysAreFoundUnderTheirNames() throws Exception {
        List<String> keys = List.of(
                "fake/8f3c:17a:17b:9",
                "plus+plus",
                "100%",
                "%41",
                "%2F",
                "two  blanks",
                " leading",
                "trailing ",
                "hash#tag",
                "what?x=1&y=2",
                "a&b=c;d,e@f$g!h*i(j)k'l",
                "quote\"d<x>&amp;",
                "back\\slash",
                "tilde~caret^brace{}[]|`",
                "ümläut/日本/\uD83D\uDE00",
                "dots...",
                "...dots",
                "ends.with/dot.",
                "QUJDRA==",
                "x=y/z=w",
                "under_score-dash");
        ObjectReader reader = holding(keys);

        assertThat(Listings.keys(reader.list(""))).containsExactlyInAnyOrderElementsOf(keys);
        for (String key : keys) {
            assertThat(new String(reader.readAll(key(key), 1000), StandardCharsets.UTF_8))
                    .isEqualTo(key);
            assertThat(reader.head(key(key)).sizeBytes()).isEqualTo(key.getBytes(StandardCharsets.UTF_8).length);
            assertThat(Listings.keys(reader.list(key))).containsExactly(key);
        }
    }

    @Test
    default void rangesAreCutAtTheEnd() throws Exception {
        byte[] content = new byte[1000];
        new Random(2).nextBytes(content);
        ObjectReader reader = reader(Map.of("k", content));

        assertThat(reader.read(key("k"), 0, 1000)).isEqualTo(content);
        assertThat(reader.read(key("k"), 0, 5000)).isEqualTo(content);
        assertThat(reader.read(key("k"), 10, 20)).isEqualTo(Arrays.copyOfRange(content, 10, 30));
        assertThat(reader.read(key("k"), 990, 20)).isEqualTo(Arrays.copyOfRange(content, 990, 1000));
        assertThat(reader.read(key("k"), 999, 1)).isEqualTo(Arrays.copyOfRange(content, 999, 1000));
        assertThat(reader.read(key("k"), 1000, 1)).isEmpty();
        assertThat(reader.read(key("k"), 5_000_000_000L, 10)).isEmpty();
        assertThat(reader.read(key("k"), 5, 0)).isEmpty();
    }

    @Test
    default void anEmptyObjectIsAnObject() throws Exception {
        ObjectReader reader = reader(Map.of("empty", new byte[0]));

        assertThat(reader.head(key("empty")).sizeBytes()).isZero();
        assertThat(reader.readAll(key("empty"), 0)).isEmpty();
        assertThat(reader.read(key("empty"), 0, 10)).isEmpty();
        try (ObjectBody body = reader.get(key("empty"))) {
            assertThat(body.stream().read()).isEqualTo(-1);
        }
        assertThat(Listings.keys(reader.list(""))).containsExactly("empty");
    }

    @Test
    default void bodiesComeWhole() throws Exception {
        byte[] content = new byte[700_001];
        new Random(3).nextBytes(content);
        ObjectReader reader = reader(Map.of("big", content));

        try (ObjectBody body = reader.get(key("big"))) {
            assertThat(body.stream().readAllBytes()).isEqualTo(content);
            assertThat(body.stream().read()).isEqualTo(-1);
        }
        try (ObjectBody body = reader.get(key("big"))) {
            assertThat(body.stream().read()).isEqualTo(content[0] & 0xff);
            assertThat(body.stream().readNBytes(10)).isEqualTo(Arrays.copyOfRange(content, 1, 11));
        }
        assertThat(reader.readAll(key("big"), content.length)).isEqualTo(content);
    }

    @Test
    default void aMissingObjectIsSaidToBeMissing() throws Exception {
        ObjectReader reader = holding("there", "folder/file");
        for (String missing : List.of("gone", "there/not", "folder", "a/b/c", "thereX")) {
            assertKind(Kind.NO_SUCH_OBJECT, () -> reader.head(key(missing)));
            assertKind(Kind.NO_SUCH_OBJECT, () -> reader.get(key(missing)));
            assertKind(Kind.NO_SUCH_OBJECT, () -> reader.read(key(missing), 0, 1));
            assertKind(Kind.NO_SUCH_OBJECT, () -> reader.read(key(missing), 0, 0));
            assertKind(Kind.NO_SUCH_OBJECT, () -> reader.readAll(key(missing), 1));
        }
    }

    @Test
    default void readAllRefusesWhatIsTooLarge() throws Exception {
        ObjectReader reader = reader(Map.of("k", new byte[100]));

        assertThat(reader.readAll(key("k"), 100)).hasSize(100);
        assertKind(Kind.TOO_LARGE, () -> reader.readAll(key("k"), 99));
    }

    @Test
    default void severalThreadsReadAtOnce() throws Exception {
        Map<String, byte[]> objects = new LinkedHashMap<>();
        Random random = new Random(4);
        for (int i = 0; i < 40; i++) {
            byte[] content = new byte[1 + random.nextInt(20_000)];
            random.nextBytes(content);
            objects.put("k/" + i, content);
        }
        ObjectReader reader = reader(objects);

        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> reads = new ArrayList<>();
            objects.forEach((k, content) -> reads.add(() -> Arrays.equals(reader.readAll(key(k), 1 << 20), content)));
            for (Future<Boolean> same : threads.invokeAll(reads)) {
                assertThat(same.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
