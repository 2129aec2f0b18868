package dev.lokistore.objectstore.filesystem;

import static dev.lokistore.objectstore.testing.ObjectReaderContract.assertKind;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.objectstore.ObjectBody;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.StoreException.Kind;
import dev.lokistore.objectstore.testing.Listings;
import dev.lokistore.objectstore.testing.ObjectStoreContract;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilesystemStoreTest implements ObjectStoreContract {
    @TempDir
    Path folder;

    Path root;

    @BeforeEach
    void makeRoot() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        Files.writeString(folder.resolve("secret"), "outside");
    }

    @Override
    public ObjectStore emptyStore() throws StoreException {
        return FilesystemStore.open(root);
    }

    private static ObjectKey key(String value) {
        return ObjectKey.of(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret", "a/../../secret", "/etc/passwd", "..", "a/..", "nul\0byte"})
    void keysThatLeadOutAreRefused(String key) throws Exception {
        ObjectStore store = emptyStore();

        assertKind(Kind.OUTSIDE_ROOT, () -> store.head(key(key)));
        assertKind(Kind.OUTSIDE_ROOT, () -> store.get(key(key)));
        assertKind(Kind.OUTSIDE_ROOT, () -> store.readAll(key(key), 100));
        assertKind(Kind.OUTSIDE_ROOT, () -> store.put(key(key), new byte[1]));
        assertKind(Kind.OUTSIDE_ROOT, () -> store.putIfAbsent(key(key), new byte[1]));
        assertThat(store.delete(List.of(key(key))).get(key(key)).kind()).isEqualTo(Kind.OUTSIDE_ROOT);
        assertThat(Listings.keys(store.list(key))).isEmpty();
        assertThat(Files.readString(folder.resolve("secret"))).isEqualTo("outside");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a//b", "./a", "a/.", "a/", ".lokistore-put-x", "a/.lokistore-put-x/b"})
    void keysThatNoFileCanHaveDoNotExist(String key) throws Exception {
        ObjectStore store = emptyStore();
        Files.createDirectory(root.resolve("a"));
        Files.writeString(root.resolve("a/b"), "x");

        assertKind(Kind.NO_SUCH_OBJECT, () -> store.head(key(key)));
        assertKind(Kind.UNSUPPORTED, () -> store.put(key(key), new byte[1]));
        assertThat(store.delete(List.of(key(key)))).isEmpty();
        assertThat(Files.readString(root.resolve("a/b"))).isEqualTo("x");
    }

    @Test
    void aNameBeyond255BytesDoesNotExist() throws Exception {
        ObjectKey tooLong = key("é".repeat(200));

        assertKind(Kind.NO_SUCH_OBJECT, () -> emptyStore().head(tooLong));
        assertKind(Kind.UNSUPPORTED, () -> emptyStore().put(tooLong, new byte[1]));
    }

    @Test
    void linksAreNeitherListedNorFollowed() throws Exception {
        Files.createDirectory(root.resolve("real"));
        Files.writeString(root.resolve("real/file"), "inside");
        Files.createSymbolicLink(root.resolve("out"), folder);
        Files.createSymbolicLink(root.resolve("outfile"), folder.resolve("secret"));
        Files.createSymbolicLink(root.resolve("real/loop"), root);
        Files.createSymbolicLink(root.resolve("in"), root.resolve("real"));
        ObjectStore store = emptyStore();

        assertThat(Listings.keys(store.list(""))).containsExactly("real/file");
        assertThat(Listings.names(store.listLevel(""))).containsExactly("real/");
        assertThat(Listings.keys(store.list("out/"))).isEmpty();
        for (String over : List.of("out/secret", "outfile", "real/loop/real/file", "in/file")) {
            assertKind(Kind.OUTSIDE_ROOT, () -> store.head(key(over)));
            assertKind(Kind.OUTSIDE_ROOT, () -> store.readAll(key(over), 100));
        }
        assertKind(Kind.OUTSIDE_ROOT, () -> store.put(key("out/planted"), new byte[1]));
        assertThat(store.delete(List.of(key("out/secret")))).hasSize(1);
        assertThat(folder.resolve("planted")).doesNotExist();
        assertThat(folder.resolve("secret")).exists();
    }

    @Test
    void theRootItselfMayBeALink() throws Exception {
        Files.writeString(root.resolve("k"), "x");
        Path link = Files.createSymbolicLink(folder.resolve("link"), root);

        assertThat(Listings.keys(FilesystemStore.open(link).list(""))).containsExactly("k");
    }

    @Test
    void namesThatAreNoUtf8AreLeftOut() throws Exception {
        Files.writeString(root.resolve("good"), "x");
        Files.writeString(Path.of(URI.create(root.toUri() + "bad%FFname")), "x");
        Files.createDirectory(Path.of(URI.create(root.toUri() + "dir%C3")));
        Files.writeString(Path.of(URI.create(root.toUri() + "dir%C3/file")), "x");
        ObjectStore store = emptyStore();

        assertThat(Listings.keys(store.list(""))).containsExactly("good");
        assertThat(Listings.names(store.listLevel(""))).containsExactly("good");
    }

    @Test
    void namesAreUtf8OnDiskWhateverTheLocale() throws Exception {
        emptyStore().put(key("ü/日"), new byte[] {1});

        assertThat(Path.of(URI.create(root.toUri() + "%C3%BC/%E6%97%A5"))).exists();
    }

    @Test
    void emptyFoldersAndLeftoversOfWritesAreNoObjects() throws Exception {
        Files.createDirectories(root.resolve("empty/deeper"));
        Files.writeString(root.resolve(".lokistore-put-crashed"), "half");
        Files.createDirectory(root.resolve("lost+found"));
        Files.writeString(root.resolve("lost+found/x"), "half");
        Files.writeString(root.resolve(".hidden"), "x");
        ObjectStore store = emptyStore();

        assertThat(Listings.keys(store.list(""))).containsExactly(".hidden");
        assertThat(Listings.names(store.listLevel(""))).containsExactly(".hidden");
    }

    @Test
    void deletingTheLastFileRemovesItsFoldersButNotTheRoot() throws Exception {
        ObjectStore store = emptyStore();
        store.put(key("a/b/c/d"), new byte[1]);
        store.put(key("a/x"), new byte[1]);

        store.delete(List.of(key("a/b/c/d")));
        assertThat(root.resolve("a/b")).doesNotExist();
        assertThat(root.resolve("a/x")).exists();
        store.delete(List.of(key("a/x")));
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void puttingLeavesNoTemporaryFileEvenWhenRefused() throws Exception {
        ObjectStore store = emptyStore();
        store.put(key("a"), new byte[1]);
        store.put(key("d/e"), new byte[1]);

        assertKind(Kind.ALREADY_EXISTS, () -> store.putIfAbsent(key("a"), new byte[1]));
        assertKind(Kind.UNSUPPORTED, () -> store.put(key("a/b"), new byte[1]));
        assertKind(Kind.UNSUPPORTED, () -> store.put(key("d"), new byte[1]));
        try (Stream<Path> files = Files.walk(root)) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(2);
        }
    }

    @Test
    void puttingAndDeletingInOneFolderAtOnceLosesNothing() throws Exception {
        ObjectStore store = emptyStore();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int thread = t;
                done.add(threads.submit(() -> {
                    for (int i = 0; i < 20; i++) {
                        ObjectKey key = key("shared/folder/" + thread);
                        store.put(key, new byte[] {(byte) i});
                        assertThat(store.readAll(key, 1)).containsExactly(i);
                        assertThat(store.delete(List.of(key))).isEmpty();
                    }
                    return null;
                }));
            }
            for (Future<?> future : done) {
                future.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void aHugeFolderIsListedInPartsAndInOrder() throws Exception {
        TreeSet<String> expected = new TreeSet<>();
        Random random = new Random(6);
        for (int i = 0; i < 1000; i++) {
            String name = Integer.toHexString(random.nextInt());
            Files.writeString(root.resolve(name), "");
            expected.add(name);
        }
        Files.createDirectory(root.resolve("80000000dir"));
        Files.writeString(root.resolve("80000000dir/x"), "");
        expected.add("80000000dir/x");
        FilesystemStore store = new FilesystemStore(root.toRealPath(), 7);

        assertThat(Listings.keys(store.list(""))).containsExactlyElementsOf(expected);
        String middle = new ArrayList<>(expected).get(500);
        assertThat(Listings.keys(store.list("", middle))).containsExactlyElementsOf(expected.tailSet(middle, false));
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void anyTreeIsListedInTheOrderOfItsKeys(long seed) throws Exception {
        Random random = new Random(seed);
        String[] parts = {"a", "a-", "a.", "a0", "b", "é", "aa", "A"};
        TreeSet<ObjectKey> expected = new TreeSet<>();
        ObjectStore store = new FilesystemStore(root.toRealPath(), 3);
        for (int i = 0; i < 60; i++) {
            StringBuilder key = new StringBuilder();
            for (int depth = random.nextInt(4); depth >= 0; depth--) {
                key.append(parts[random.nextInt(parts.length)]).append(depth > 0 ? "/" : "");
            }
            try {
                store.put(key(key.toString()), new byte[0]);
                expected.add(key(key.toString()));
            } catch (StoreException e) {
                assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED);
            }
        }
        List<String> keys = expected.stream().map(ObjectKey::value).toList();

        assertThat(Listings.keys(store.list(""))).as("seed %d", seed).isEqualTo(keys);
        for (String after : keys) {
            List<String> rest = keys.subList(keys.indexOf(after) + 1, keys.size());
            assertThat(Listings.keys(store.list("", after))).as("seed %d", seed).isEqualTo(rest);
        }
        assertThat(Listings.keys(store.list("a")))
                .isEqualTo(keys.stream().filter(k -> k.startsWith("a")).toList());
    }

    @Test
    void aFileThatShrinksWhileItIsReadIsAnError() throws Exception {
        Path file = Files.write(root.resolve("k"), new byte[100_000]);
        try (ObjectBody body = emptyStore().get(key("k"))) {
            body.stream().read();
            Files.write(file, new byte[10]);
            assertKind(Kind.BAD_RESPONSE, () -> body.stream().readAllBytes());
        }
    }

    @Test
    void anInterruptedThreadStops() throws Exception {
        ObjectStore store = emptyStore();
        store.put(key("k"), new byte[10]);
        Thread.currentThread().interrupt();
        try {
            assertKind(Kind.INTERRUPTED, () -> store.readAll(key("k"), 10));
            assertKind(Kind.INTERRUPTED, () -> Listings.keys(store.list("")));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(store.readAll(key("k"), 10)).hasSize(10);
    }

    @Test
    void aRootThatIsNoFolderIsNoStore() {
        assertKind(Kind.NO_SUCH_BUCKET, () -> FilesystemStore.open(folder.resolve("missing")));
        assertKind(Kind.NO_SUCH_BUCKET, () -> FilesystemStore.open(folder.resolve("secret")));
    }
}
