package dev.lokistore.objectstore.testing;

import static dev.lokistore.objectstore.testing.ObjectReaderContract.assertKind;
import static dev.lokistore.objectstore.testing.ObjectReaderContract.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.StoreException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link ObjectStore} does. */
public interface ObjectStoreContract extends ObjectReaderContract {
    /** An empty store; the test class closes it. */
    ObjectStore emptyStore() throws Exception;

    @Override
    default ObjectReader reader(Map<String, byte[]> objects) throws Exception {
        ObjectStore store = emptyStore();
        for (Map.Entry<String, byte[]> object : objects.entrySet()) {
            store.put(key(object.getKey()), object.getValue());
        }
        return store;
    }

    @Test
    default void putReplaces() throws Exception {
        ObjectStore store = emptyStore();
        ObjectInfo first = store.put(key("a/k"), new byte[] {1});
        ObjectInfo second = store.put(key("a/k"), new byte[] {2, 3});

        assertThat(store.readAll(key("a/k"), 10)).containsExactly(2, 3);
        assertThat(second.sizeBytes()).isEqualTo(2);
        assertThat(second.etag())
                .isNotEqualTo(first.etag())
                .isEqualTo(store.head(key("a/k")).etag());
        assertThat(second.lastModified().getEpochSecond()).isPositive();
        assertThat(Listings.keys(store.list(""))).containsExactly("a/k");
    }

    @Test
    default void putsAFile(@TempDir Path folder) throws Exception {
        byte[] content = new byte[300_000];
        new Random(5).nextBytes(content);
        Path file = Files.write(folder.resolve("body"), content);
        ObjectStore store = emptyStore();

        assertThat(store.put(key("x/y"), file).sizeBytes()).isEqualTo(content.length);
        assertThat(store.readAll(key("x/y"), 1 << 20)).isEqualTo(content);
    }

    @Test
    default void putIfAbsentWritesOnce() throws Exception {
        ObjectStore store = emptyStore();

        assertThat(store.putIfAbsent(key("lock"), new byte[] {1}).sizeBytes()).isEqualTo(1);
        assertKind(Kind.ALREADY_EXISTS, () -> store.putIfAbsent(key("lock"), new byte[] {2}));
        assertThat(store.readAll(key("lock"), 10)).containsExactly(1);
    }

    @Test
    default void oneOfManyPutsIfAbsentWins() throws Exception {
        ObjectStore store = emptyStore();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Integer>> writers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                int writer = i;
                writers.add(() -> {
                    try {
                        store.putIfAbsent(key("locks/one"), new byte[] {(byte) writer});
                        return writer;
                    } catch (StoreException e) {
                        assertThat(e.kind()).isEqualTo(Kind.ALREADY_EXISTS);
                        return -1;
                    }
                });
            }
            List<Integer> winners = new ArrayList<>();
            for (Future<Integer> writer : threads.invokeAll(writers)) {
                if (writer.get() >= 0) {
                    winners.add(writer.get());
                }
            }
            assertThat(winners).hasSize(1);
            assertThat(store.readAll(key("locks/one"), 10))
                    .containsExactly(winners.get(0).byteValue());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    default void deletesWhatExistsAndWhatDoesNot() throws Exception {
        ObjectStore store = emptyStore();
        for (String key : List.of("a/1", "a/2", "b:+ %/3", "keep")) {
            store.put(key(key), new byte[] {1});
        }

        Map<ObjectKey, StoreException> failures =
                store.delete(List.of(key("a/1"), key("a/2"), key("b:+ %/3"), key("never/was")));
        assertThat(failures).isEmpty();
        assertThat(store.delete(List.of(key("a/1")))).isEmpty();
        assertThat(store.delete(List.of())).isEmpty();
        assertThat(Listings.keys(store.list(""))).containsExactly("keep");
        assertThat(Listings.names(store.listLevel(""))).containsExactly("keep");
    }

    @Test
    default void copiesWithinTheStore() throws Exception {
        ObjectStore store = emptyStore();
        ObjectInfo original = store.put(key("a:b +%/1"), new byte[] {1, 2, 3});
        store.put(key("trash/there already"), new byte[] {9});

        ObjectInfo copy = store.copy(key("a:b +%/1"), key("trash/a:b +%/1"));
        store.copy(key("a:b +%/1"), key("trash/there already"));
        store.delete(List.of(key("a:b +%/1")));

        assertThat(copy.key()).isEqualTo(key("trash/a:b +%/1"));
        assertThat(copy.sizeBytes()).isEqualTo(3);
        assertThat(copy.etag()).isEqualTo(original.etag());
        assertThat(store.readAll(key("trash/a:b +%/1"), 10)).containsExactly(1, 2, 3);
        assertThat(store.readAll(key("trash/there already"), 10)).containsExactly(1, 2, 3);
        assertKind(Kind.NO_SUCH_OBJECT, () -> store.copy(key("a:b +%/1"), key("c")));
    }
}
