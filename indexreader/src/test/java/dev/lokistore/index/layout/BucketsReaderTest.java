package dev.lokistore.index.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lokistore.objectstore.Folder;
import dev.lokistore.objectstore.ListEntry;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BucketsReaderTest {
    private static final String CHUNK = "fake/4ae405d76e348b47/18bcfe5687b:18bcfe56c64:8fe6ff9c";

    private final List<MemoryObjectStore> stores =
            List.of(new MemoryObjectStore(), new MemoryObjectStore(), new MemoryObjectStore());

    @Test
    void theHashIsThatOfTheFormatDocument() {
        assertThat(BucketHash.of(CHUNK)).isEqualTo(1001626934);
        assertThat(BucketHash.bucket(CHUNK, 2)).isZero();
        assertThat(BucketHash.bucket(CHUNK, 3)).isEqualTo(2);
        assertThat(BucketHash.of("loki_cluster_seed.json")).isEqualTo(0x3d00076d);
        assertThat(BucketHash.bucket("loki_cluster_seed.json", 2)).isEqualTo(1);
        assertThat(BucketHash.bucket("anything", 1)).isZero();
    }

    @Test
    void aReadGoesToTheBucketOfTheHashOnly() throws IOException {
        put(2, CHUNK, "right");
        put(0, CHUNK, "wrong");
        assertThat(text(reader(":"), CHUNK)).isEqualTo("right");
        assertThat(reader(":").head(ObjectKey.of(CHUNK)).sizeBytes()).isEqualTo(5);
        assertThat(reader(":").read(ObjectKey.of(CHUNK), 1, 2))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("ig");
        try (var body = reader(":").get(ObjectKey.of(CHUNK))) {
            assertThat(body.stream().readAllBytes())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("right");
        }
        put(2, "loki_cluster_seed.json", "elsewhere");
        assertThat(BucketHash.bucket("loki_cluster_seed.json", 3)).isZero();
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> text(reader(":"), "loki_cluster_seed.json"))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.NO_SUCH_OBJECT));
    }

    @Test
    void theHashIsTakenBeforeTheDelimiterReplacesTheColons() throws IOException {
        String stored = CHUNK.replace(':', '_');
        assertThat(BucketHash.bucket(stored, 3)).isNotEqualTo(2);
        put(2, stored, "right");
        assertThat(text(reader("_"), stored)).isEqualTo("right");
    }

    @Test
    void theObjectPrefixIsPartOfWhatIsHashed() throws IOException {
        int bucket = BucketHash.bucket("prefix/" + CHUNK, 3);
        put(bucket, CHUNK, "right");
        try (ObjectReader reader = new BucketsReader(List.copyOf(stores), "prefix/", ':')) {
            assertThat(text(reader, CHUNK)).isEqualTo("right");
        }
    }

    @Test
    void listingsAreMergedInOrder() throws IOException {
        put(2, "a/1", "");
        put(0, "a/2", "");
        put(1, "a/3", "");
        put(0, "b", "");
        put(1, "c/x/1", "");
        put(2, "c/x/2", "");
        put(1, "\uD83D\uDE00", "");
        put(2, "\uFFFD", "");
        assertThat(keys(reader(":").list("")))
                .containsExactly("a/1", "a/2", "a/3", "b", "c/x/1", "c/x/2", "\uFFFD", "\uD83D\uDE00");
        assertThat(keys(reader(":").list("a/", "a/1"))).containsExactly("a/2", "a/3");
        assertThat(keys(reader(":").listLevel(""))).containsExactly("a/", "b", "c/", "\uFFFD", "\uD83D\uDE00");
        assertThat(keys(reader(":").listLevel("c/"))).containsExactly("c/x/");
    }

    @Test
    void aReaderBelowAPrefixHasKeysOfItsOwn() throws IOException {
        MemoryObjectStore store = stores.get(0);
        put(0, "p/", "");
        put(0, "p/a/b", "hello");
        put(0, "p/c", "");
        put(0, "q", "");
        ObjectReader nested = NestedReader.of(store, "p/");
        assertThat(keys(nested.list(""))).containsExactly("a/b", "c");
        assertThat(keys(nested.list("", "a/b"))).containsExactly("c");
        assertThat(keys(nested.listLevel(""))).containsExactly("a/", "c");
        assertThat(text(nested, "a/b")).isEqualTo("hello");
        assertThat(nested.head(ObjectKey.of("a/b")).key()).isEqualTo(ObjectKey.of("a/b"));
        assertThat(nested.name()).endsWith("p/").startsWith(store.name());
        try (var body = nested.get(ObjectKey.of("a/b"))) {
            assertThat(body.info().key()).isEqualTo(ObjectKey.of("a/b"));
        }
    }

    private ObjectReader reader(String delimiter) {
        return new BucketsReader(List.copyOf(stores), "", delimiter.charAt(0));
    }

    private void put(int bucket, String key, String content) throws IOException {
        stores.get(bucket).put(ObjectKey.of(key), content.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(ObjectReader reader, String key) throws IOException {
        return new String(reader.readAll(ObjectKey.of(key), 100), StandardCharsets.UTF_8);
    }

    private static List<String> keys(Listing<? extends ListEntry> listing) throws IOException {
        List<String> keys = new ArrayList<>();
        try (listing) {
            while (listing.next()) {
                keys.add(
                        listing.entry() instanceof ObjectInfo info
                                ? info.key().value()
                                : ((Folder) listing.entry()).prefix());
            }
        }
        return keys;
    }
}
